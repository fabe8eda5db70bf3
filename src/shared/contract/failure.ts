import type { ContractError } from './errors.ts';

/**
 * A contract error on its way up the stack: handlers throw it, the server turns it into an answer, the client rejects
 * with it. It stands apart from the schemas, so that a window need not load those.
 */
export class ContractFailure extends Error {
  readonly error: ContractError;

  constructor(error: ContractError) {
    super(error.code);
    this.name = 'ContractFailure';
    this.error = error;
  }
}
