import { describe, expect, it, vi } from 'vitest';
import type { Port } from '../../shared/contract/frames.ts';
import { EngineConnection } from './connection.ts';

interface FakePort extends Port {
  sent: { id: number; name: string }[];
  answer(frame: unknown): void;
  die(): void;
}

const fakePort = (): FakePort => {
  let onFrame: (frame: unknown) => void = () => {};
  let onClose: () => void = () => {};
  return {
    sent: [],
    send(frame) {
      this.sent.push(frame as { id: number; name: string });
    },
    listen(frames, closed) {
      onFrame = frames;
      onClose = closed;
    },
    close: () => {},
    answer: (frame) => onFrame(frame),
    die: () => onClose(),
  };
};

const connection = () => {
  const requestPort = vi.fn();
  return { requestPort, engine: new EngineConnection({ requestPort, isEngineRunning: async () => false }) };
};

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('the connection to the engine', () => {
  it('lets queries wait until there is a port', async () => {
    const { engine } = connection();
    const status = engine.query('system.status', {});
    const port = fakePort();
    engine.use(port);
    await settled();
    expect(port.sent.map(({ name }) => name)).toEqual(['system.status']);
    port.answer({ kind: 'answer', id: 0, output: { mode: 'normal' } });
    expect(await status).toEqual({ mode: 'normal' });
  });

  it('asks again what was under way when the engine left', async () => {
    const { engine } = connection();
    const first = fakePort();
    engine.use(first);
    const status = engine.query('system.status', {});
    await settled();
    first.die();
    const second = fakePort();
    engine.use(second);
    await settled();
    second.answer({ kind: 'answer', id: 0, output: { mode: 'safe' } });
    expect(await status).toEqual({ mode: 'safe' });
  });

  it('refuses commands that were under way, so that nothing is done twice', async () => {
    const { engine } = connection();
    const port = fakePort();
    engine.use(port);
    const sent = engine.command('samples.add', { language: 'en' });
    const refused = expect(sent).rejects.toMatchObject({ error: { code: 'engine.disconnected' } });
    await settled();
    port.die();
    await refused;
  });

  it('keeps subscriptions over a restart, and says when there is a new connection', () => {
    const { engine } = connection();
    const heard = vi.fn();
    const connected = vi.fn();
    engine.onConnected(connected);
    const end = engine.on('endpoints.changed', heard);
    const first = fakePort();
    engine.use(first);
    first.die();
    const second = fakePort();
    engine.use(second);
    second.answer({ kind: 'event', name: 'endpoints.changed', payload: { endpoints: [] } });
    end();
    second.answer({ kind: 'event', name: 'endpoints.changed', payload: { endpoints: [] } });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(connected).toHaveBeenCalledTimes(2);
  });

  it('asks for one port at a time, and anew once the engine is known to be gone', () => {
    const { engine, requestPort } = connection();
    engine.open();
    engine.open();
    expect(requestPort).toHaveBeenCalledTimes(1);
    engine.drop();
    engine.open();
    expect(requestPort).toHaveBeenCalledTimes(2);
  });
});
