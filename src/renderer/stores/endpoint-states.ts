import { shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { EndpointState } from '../../shared/contract/delivery.ts';
import type { EndpointId } from '../../shared/ids.ts';
import { engine } from '../engine/index.ts';

/** How each endpoint fares, as the engine last said. */
export const useEndpointStates = defineStore('endpoint states', () => {
  const byId = shallowRef<ReadonlyMap<EndpointId, EndpointState>>(new Map());

  /** Of one that nothing was asked of, nothing is known. */
  const stateOf = (endpointId: EndpointId): EndpointState =>
    byId.value.get(endpointId) ?? { endpointId, health: { kind: 'unknown' }, limits: null };

  const start = (): void => {
    engine.on('endpoint_state.changed', (state) => {
      byId.value = new Map(byId.value).set(state.endpointId, state);
    });
    engine.onConnected(() => {
      void engine.query('endpoints.states', {}).then(({ states }) => {
        byId.value = new Map(states.map((state) => [state.endpointId, state]));
      });
    });
  };

  return { byId, start, stateOf };
});
