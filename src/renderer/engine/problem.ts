import type { ContractError } from '../../shared/contract/errors.ts';
import { ContractFailure } from '../../shared/contract/failure.ts';

/** What went wrong, as something that can be said. What is no contract error is a bug of ours. */
export const problemOf = (reason: unknown): ContractError =>
  reason instanceof ContractFailure
    ? reason.error
    : {
        code: 'engine.internal',
        data: { reference: reason instanceof Error ? reason.message : String(reason) },
      };
