import { computed, ref, shallowRef, watch } from 'vue';
import type { Output } from '../../../shared/contract/operations.ts';
import type { Endpoint } from '../../../shared/contract/entities.ts';
import type { ContractError } from '../../../shared/contract/errors.ts';
import type { EndpointId } from '../../../shared/ids.ts';
import type { KeyProtection } from '../../../shared/shell.ts';
import { engine, problemOf } from '../../engine/index.ts';
import { useEndpoints } from '../../stores/endpoints.ts';

export type TestOutcome =
  | { kind: 'none' }
  | { kind: 'testing' }
  | { kind: 'works'; models: Extract<Output<'endpoints.test'>, { kind: 'works' }>['models'] }
  | { kind: 'fails'; problem: ContractError };

type Tested = Pick<Endpoint, 'kind' | 'baseUrl'> & { endpointId: EndpointId | null };

/** A key that is being entered: whether it works, and where it is to be kept. */
export const useKeyEntry = () => {
  const store = useEndpoints();
  const key = ref('');
  const outcome = shallowRef<TestOutcome>({ kind: 'none' });
  /** Where there is no keychain, the user decides; until then the safer of the two. */
  const wanted = ref<KeyProtection>('memory');
  const protection = computed<KeyProtection>(() => {
    if (store.keys.keychain === 'available') return 'keychain';
    return store.keys.keychain === 'weak' ? wanted.value : 'memory';
  });

  watch(key, () => (outcome.value = { kind: 'none' }));

  const test = async (tested: Tested): Promise<void> => {
    const apiKey = key.value.trim() || null;
    outcome.value = { kind: 'testing' };
    try {
      const answer = await engine.query('endpoints.test', { ...tested, apiKey });
      outcome.value = answer.kind === 'works' ? answer : { kind: 'fails', problem: answer.error };
    } catch (reason) {
      outcome.value = { kind: 'fails', problem: problemOf(reason) };
    }
  };

  const save = async (endpointId: EndpointId): Promise<'saved' | 'refused'> => {
    const { kind } = await window.versa.call('keys.save', {
      endpointId,
      key: key.value.trim(),
      protection: protection.value,
    });
    if (kind === 'saved') key.value = '';
    return kind;
  };

  return { key, outcome, wanted, test, save };
};
