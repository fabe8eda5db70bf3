import type { MessagePort } from 'node:worker_threads';
import type { Port } from '../../shared/contract/index.ts';

/** A port of Node's own: for tests, benchmarks and the command line, which host the engine in plain Node. */
export const nodePort = (port: MessagePort): Port => ({
  send: (frame) => port.postMessage(frame),
  listen(onFrame, onClose) {
    port.on('message', onFrame);
    port.on('close', onClose);
  },
  close: () => port.close(),
});
