import type { Page } from '@playwright/test';
import type { Input, OperationName, Output } from '../../src/shared/contract/index.ts';

/**
 * Asks the engine from the page, over a port of the test's own: what it answers here is what any page could get. The
 * app's own connection is left alone.
 */
export const askEngine = async <Name extends OperationName>(
  page: Page,
  name: Name,
  input: Input<Name>,
): Promise<Output<Name>> => {
  const answer = await page.evaluate(
    ([operation, given]) =>
      new Promise<unknown>((resolve) => {
        const receive = (event: MessageEvent): void => {
          const [port] = event.ports;
          if (event.data !== 'versa:engine-port' || !port) return;
          event.stopImmediatePropagation();
          window.removeEventListener('message', receive, { capture: true });
          port.onmessage = ({ data }: MessageEvent<{ kind: string; output?: unknown; error?: unknown }>) => {
            if (data.kind === 'event') return;
            port.close();
            resolve(data.kind === 'answer' ? data.output : { failure: data.error });
          };
          port.postMessage({ kind: 'request', id: 0, name: operation, input: given });
        };
        // Before the app's own listener, which would take the port for a new connection.
        window.addEventListener('message', receive, { capture: true });
        void window.versa.call('engine.connect', {});
      }),
    [name, input] as const,
  );
  return answer as Output<Name>;
};
