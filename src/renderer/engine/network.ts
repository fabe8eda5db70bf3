import type { Input } from '../../shared/contract/operations.ts';
import { engine } from './index.ts';

type NetworkState = Input<'network.report'>['state'];

const stateNow = (): NetworkState => (navigator.onLine ? 'online' : 'offline');

/** Reports that waited for the engine may arrive behind younger ones: the last word is what is true then. */
const report = async (): Promise<void> => {
  try {
    let told: NetworkState;
    do {
      told = stateNow();
      await engine.command('network.report', { state: told });
    } while (told !== stateNow());
  } catch {
    // The engine went away; the next connection reports again.
  }
};

/** Tells the engine what the system says of the network: at every connection, and whenever it changes. */
export const startNetworkReports = (): void => {
  engine.onConnected(() => void report());
  window.addEventListener('online', () => void report());
  window.addEventListener('offline', () => void report());
};
