import { randomUUID } from 'node:crypto';
import {
  ContractFailure,
  operations,
  requestFrameSchema,
  type ContractError,
  type EngineFrame,
  type EventName,
  type EventPayload,
  type OperationName,
  type Output,
  type ParsedInput,
  type Port,
} from '../../shared/contract/index.ts';
import type { Host } from '../host.ts';

/** One function for each operation of the contract; a missing one does not compile. */
export type Handlers = {
  [Name in OperationName]: (input: ParsedInput<Name>) => Promise<Output<Name>>;
};

const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);

/** Speaks the contract on any number of ports: checks what comes in, calls the handler, answers; events go to all. */
export class ContractServer {
  readonly #ports = new Set<Port>();
  readonly #handlers: Handlers;
  readonly #host: Host;

  constructor(handlers: Handlers, host: Host) {
    this.#handlers = handlers;
    this.#host = host;
  }

  connect(port: Port): void {
    this.#ports.add(port);
    port.listen(
      (frame) => void this.#receive(port, frame),
      () => this.#ports.delete(port),
    );
  }

  tell<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    const frame: EngineFrame = { kind: 'event', name, payload };
    for (const port of this.#ports) port.send(frame);
  }

  close(): void {
    for (const port of this.#ports) port.close();
    this.#ports.clear();
  }

  async #receive(port: Port, raw: unknown): Promise<void> {
    const frame = requestFrameSchema.safeParse(raw);
    if (!frame.success) {
      return send(port, { kind: 'failure', id: readId(raw), error: invalid(frame.error.issues) });
    }
    const { id, name, input } = frame.data;
    try {
      send(port, { kind: 'answer', id, output: await this.#call(name, input) });
    } catch (reason) {
      send(port, { kind: 'failure', id, error: this.#toError(name, reason) });
    }
  }

  async #call(name: string, raw: unknown): Promise<unknown> {
    if (!isOperation(name)) throw new ContractFailure({ code: 'contract.unknown_operation', data: { name } });
    const input = operations[name].input.safeParse(raw);
    if (!input.success) throw new ContractFailure(invalid(input.error.issues));
    // The table pairs each schema with its handler; the compiler cannot follow the pair through a variable name.
    const handler = this.#handlers[name] as (input: unknown) => Promise<unknown>;
    return handler(input.data);
  }

  /** Only what the contract names leaves; anything else is a bug, told by reference and explained in the log. */
  #toError(name: string, reason: unknown): ContractError {
    if (reason instanceof ContractFailure && isExpected(name, reason.error)) return reason.error;
    const reference = randomUUID();
    const stack = reason instanceof Error ? (reason.stack ?? reason.message) : 'not an error';
    this.#host.log({ level: 'error', event: 'request.failed', details: { name, reference, stack } });
    return { code: 'engine.internal', data: { reference } };
  }
}

const isExpected = (name: string, error: ContractError): boolean => {
  if (/^(contract|engine|storage)\./.test(error.code)) return true;
  return isOperation(name) && (operations[name].errors as readonly string[]).includes(error.code);
};

const invalid = (issues: readonly { path: PropertyKey[]; message: string }[]): ContractError => ({
  code: 'contract.invalid_input',
  data: {
    issues: issues.slice(0, 10).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`),
  },
});

/** The id that a malformed request tried to give, so that its sender at least hears of it; -1 where there is none. */
const readId = (raw: unknown): number => {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : -1;
};

const send = (port: Port, frame: EngineFrame): void => port.send(frame);
