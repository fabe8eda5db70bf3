import { computed, onScopeDispose, ref, type ComputedRef } from 'vue';
import type { EndpointHealth } from '../../../shared/contract/health.ts';
import type { ModelReference } from '../../../shared/contract/entities.ts';
import { useEndpointStates } from '../../stores/endpoint-states.ts';

export type Reach = 'reachable' | 'unreachable';
type Network = 'online' | 'offline';

/** Whether a model at an endpoint in this health can be asked just now. Of what is not known, the best is hoped. */
export const reachOf = (network: Network, health: EndpointHealth['kind']): Reach =>
  network === 'offline' || health === 'offline' || health === 'down' ? 'unreachable' : 'reachable';

const networkNow = (): Network => (navigator.onLine ? 'online' : 'offline');

/** The same of the chosen model, as it changes. */
export const useReach = (model: () => ModelReference): ComputedRef<Reach> => {
  const network = ref(networkNow());
  const states = useEndpointStates();

  const look = (): void => {
    network.value = networkNow();
  };
  window.addEventListener('online', look);
  window.addEventListener('offline', look);
  onScopeDispose(() => {
    window.removeEventListener('online', look);
    window.removeEventListener('offline', look);
  });

  return computed(() => reachOf(network.value, states.stateOf(model().endpointId).health.kind));
};
