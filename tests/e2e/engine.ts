import type { Page } from '@playwright/test';
import type { Input, OperationName, Output } from '../../src/shared/contract/index.ts';

/** An answer that has not come by then will not: the port was given up for a newer one meanwhile. */
const patienceMs = 2_000;
const tries = 5;

/**
 * Asks the engine from the page, over a port that the page was given: what it answers here is what any page could get.
 * The app takes each port that comes for its own connection too, so ours is told apart by the request's number, and
 * asked for again when the app has closed it for a newer one.
 */
export const askEngine = async <Name extends OperationName>(
  page: Page,
  name: Name,
  input: Input<Name>,
): Promise<Output<Name>> => {
  const ask = () =>
    page.evaluate(
      ([operation, given, patience]) =>
        new Promise<{ answer: unknown } | null>((resolve) => {
          const id = 1_000_000 + Math.floor(Math.random() * 1_000_000_000);
          const receive = (event: MessageEvent): void => {
            const [port] = event.ports;
            if (event.data !== 'versa:engine-port' || !port) return;
            window.removeEventListener('message', receive);
            port.addEventListener('message', ({ data }) => {
              if (data.id !== id) return;
              resolve({ answer: data.kind === 'answer' ? data.output : { failure: data.error } });
            });
            port.start();
            port.postMessage({ kind: 'request', id, name: operation, input: given });
          };
          window.addEventListener('message', receive);
          setTimeout(() => resolve(null), patience);
          void window.versa.call('engine.connect', {});
        }),
      [name, input, patienceMs] as const,
    );
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const outcome = await ask();
    if (outcome) return outcome.answer as Output<Name>;
  }
  throw new Error(`The engine did not answer ${name}.`);
};
