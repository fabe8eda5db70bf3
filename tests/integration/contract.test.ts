import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { nodePort } from '../../src/engine/server/node-port.ts';
import { ContractServer, type Handlers } from '../../src/engine/server/server.ts';
import { connectEngine, failure, operations, type EngineFrame } from '../../src/shared/contract/index.ts';
import type { Host } from '../../src/engine/host.ts';
import type { LogEntry } from '../../src/shared/engine-process.ts';

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

/** A server whose every handler answers the same way, and the bare port of a client that need not be polite. */
const serve = (handle: () => Promise<unknown>) => {
  const log: LogEntry[] = [];
  const host: Host = {
    dataFolder: '',
    mode: 'normal',
    userAgent: '',
    groqBaseUrl: null,
    now: Date.now,
    hasKey: () => false,
    key: async () => null,
    log: (entry) => log.push(entry),
  };
  // The table is built by name; every handler is the same function.
  const handlers = Object.fromEntries(
    Object.keys(operations).map((name) => [name, handle]),
  ) as unknown as Handlers;
  const server = new ContractServer(handlers, host);
  const { port1, port2 } = new MessageChannel();
  server.connect(nodePort(port1));
  opened.push(server, port2);
  const ask = (frame: unknown): Promise<EngineFrame> =>
    new Promise((resolve) => {
      port2.once('message', resolve);
      port2.postMessage(frame);
    });
  return { server, log, ask, port: port2 };
};

describe('the contract on the port', () => {
  it('answers an unknown operation with its name', async () => {
    const { ask } = serve(async () => ({}));
    expect(await ask({ kind: 'request', id: 7, name: 'database.drop', input: {} })).toEqual({
      kind: 'failure',
      id: 7,
      error: { code: 'contract.unknown_operation', data: { name: 'database.drop' } },
    });
  });

  it.each(['constructor', '__proto__', 'toString'])('does not take %s for an operation', async (name) => {
    const { ask } = serve(async () => ({}));
    expect(await ask({ kind: 'request', id: 1, name, input: {} })).toMatchObject({
      error: { code: 'contract.unknown_operation' },
    });
  });

  it('answers input that does not fit with what is wrong, and never calls the handler', async () => {
    let called = false;
    const { ask } = serve(async () => {
      called = true;
    });
    const frame = await ask({
      kind: 'request',
      id: 3,
      name: 'conversations.get',
      input: { conversationId: 'nope' },
    });
    expect(frame).toMatchObject({ kind: 'failure', id: 3, error: { code: 'contract.invalid_input' } });
    expect(JSON.stringify(frame)).toContain('conversationId');
    expect(called).toBe(false);
  });

  it('answers anything at all that is not a request', async () => {
    const { ask } = serve(async () => ({}));
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const frame = await ask(value);
        expect(frame).toMatchObject({ kind: 'failure', error: { code: 'contract.invalid_input' } });
      }),
      { numRuns: 100 },
    );
  });

  it('passes on the errors that an operation declares', async () => {
    const { ask } = serve(() => Promise.reject(failure('conversation.not_found')));
    const input = { conversationId: '01931f2a-0001-7000-8000-000000000001' };
    expect(await ask({ kind: 'request', id: 1, name: 'conversations.get', input })).toMatchObject({
      error: { code: 'conversation.not_found' },
    });
  });

  it('tells a bug by reference only, and logs it under that reference', async () => {
    const { ask, log } = serve(() => Promise.reject(new Error('SELECT secret FROM somewhere')));
    const frame = await ask({ kind: 'request', id: 1, name: 'system.status', input: {} });
    expect(JSON.stringify(frame)).not.toContain('secret');
    expect(frame).toMatchObject({ error: { code: 'engine.internal' } });
    const reference =
      frame.kind === 'failure' && frame.error.code === 'engine.internal' && frame.error.data.reference;
    expect(log).toContainEqual(expect.objectContaining({ details: expect.objectContaining({ reference }) }));
  });

  it('treats an error that the operation does not declare as a bug', async () => {
    const { ask } = serve(() => Promise.reject(failure('search.superseded')));
    expect(await ask({ kind: 'request', id: 1, name: 'system.status', input: {} })).toMatchObject({
      error: { code: 'engine.internal' },
    });
  });

  it('tells events to every client', async () => {
    const { server, port } = serve(async () => ({}));
    const second = new MessageChannel();
    server.connect(nodePort(second.port1));
    opened.push(second.port2);
    const heard = Promise.all(
      [port, second.port2].map((end) => new Promise((resolve) => end.once('message', resolve))),
    );
    server.tell('endpoints.changed', { endpoints: [] });
    expect(await heard).toEqual([
      { kind: 'event', name: 'endpoints.changed', payload: { endpoints: [] } },
      { kind: 'event', name: 'endpoints.changed', payload: { endpoints: [] } },
    ]);
  });
});

describe('a client whose engine goes away', () => {
  it('hears of it, and every waiting request fails with a code to act on', async () => {
    const { port1, port2 } = new MessageChannel();
    let told = 0;
    const client = connectEngine(nodePort(port2), () => {
      told += 1;
    });
    const waiting = client.request('system.status', {});
    port1.close();
    await expect(waiting).rejects.toMatchObject({ error: { code: 'engine.disconnected' } });
    await expect(client.request('system.status', {})).rejects.toMatchObject({
      error: { code: 'engine.disconnected' },
    });
    expect(told).toBe(1);
  });
});
