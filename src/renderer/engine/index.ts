import { EngineConnection } from './connection.ts';
import { onEnginePort } from './port.ts';

export { problemOf } from './problem.ts';

/** The window's one connection to the engine. */
export const engine = new EngineConnection({
  requestPort: () => void window.versa.call('engine.connect', {}),
  isEngineRunning: async () => (await window.versa.call('engine.state', {})).kind === 'running',
});

/** Connects, and again whenever the shell has started a new engine. */
export const startEngineConnection = (): void => {
  onEnginePort((port) => engine.use(port));
  window.versa.on('engine.state_changed', ({ kind }) => {
    if (kind === 'running') engine.open();
    else engine.drop();
  });
  engine.open();
};
