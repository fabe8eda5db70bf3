import { computed, onScopeDispose, ref, shallowRef, type ComputedRef } from 'vue';
import type { EndpointHealth } from '../../../shared/contract/health.ts';
import type { ModelReference } from '../../../shared/contract/entities.ts';
import type { EndpointId } from '../../../shared/ids.ts';
import { engine } from '../../engine/index.ts';

export type Reach = 'reachable' | 'unreachable';
type Network = 'online' | 'offline';

/** Whether a model at an endpoint in this health can be asked just now. Of what is not known, the best is hoped. */
export const reachOf = (network: Network, health: EndpointHealth['kind']): Reach =>
  network === 'offline' || health === 'offline' || health === 'down' ? 'unreachable' : 'reachable';

const networkNow = (): Network => (navigator.onLine ? 'online' : 'offline');

/** The same of the chosen model, as it changes. */
export const useReach = (model: () => ModelReference): ComputedRef<Reach> => {
  const network = ref(networkNow());
  const health = shallowRef<ReadonlyMap<EndpointId, EndpointHealth>>(new Map());

  const look = (): void => {
    network.value = networkNow();
  };
  window.addEventListener('online', look);
  window.addEventListener('offline', look);
  onScopeDispose(() => {
    window.removeEventListener('online', look);
    window.removeEventListener('offline', look);
  });

  const load = async (): Promise<void> => {
    try {
      const { states } = await engine.query('endpoints.states', {});
      health.value = new Map(states.map((state) => [state.endpointId, state.health]));
    } catch {
      // What changes is told anyway.
    }
  };
  onScopeDispose(
    engine.on('endpoint_state.changed', (state) => {
      health.value = new Map(health.value).set(state.endpointId, state.health);
    }),
  );
  onScopeDispose(engine.onConnected(() => void load()));

  return computed(() => reachOf(network.value, health.value.get(model().endpointId)?.kind ?? 'unknown'));
};
