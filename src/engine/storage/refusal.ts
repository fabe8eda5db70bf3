import type { ContractError } from '../../shared/contract/index.ts';

/**
 * A ContractFailure on the storage threads. They do not load the contract itself, whose schemas would cost each of them
 * 20 ms at start; the engine's side makes a ContractFailure of it.
 */
export class Refusal extends Error {
  readonly error: ContractError;

  constructor(error: ContractError) {
    super(error.code);
    this.name = 'Refusal';
    this.error = error;
  }
}

type PlainCode = Extract<ContractError, { data: Record<string, never> }>['code'];

/** For errors that carry no data. */
export const refuse = (code: PlainCode): never => {
  throw new Refusal({ code, data: {} });
};
