import type { Port } from '../../shared/contract/frames.ts';
import type { enginePortMessage } from '../../shared/shell.ts';

/** A DOM MessagePort as the contract wants it. */
export const domPort = (port: MessagePort): Port => ({
  send: (frame) => port.postMessage(frame),
  listen(onFrame, onClose) {
    port.addEventListener('message', ({ data }) => onFrame(data));
    // The engine's process ended, or closed its end.
    port.addEventListener('close', onClose);
    port.start();
  },
  close: () => port.close(),
});

/** The same word as in shared/shell.ts, which would bring its schemas along. */
const portMessage: typeof enginePortMessage = 'versa:engine-port';

/** Hands over each port to the engine that the preload passes on; only this window's own messages count. */
export const onEnginePort = (receive: (port: Port) => void): void => {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const [port] = event.ports;
    const isOurs = event.source === window && event.origin === location.origin;
    if (isOurs && event.data === portMessage && port) receive(domPort(port));
  });
};
