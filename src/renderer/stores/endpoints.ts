import { computed, ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { Endpoint, Model, ModelReference } from '../../shared/contract/entities.ts';
import type { Input, Output } from '../../shared/contract/operations.ts';
import type { EndpointId } from '../../shared/ids.ts';
import type { ShellOutput } from '../../shared/shell.ts';
import { engine } from '../engine/index.ts';

/** The same id as in shared/ids.ts, which would bring its schemas along. */
export const groqEndpointId = 'groq' as EndpointId;

/** What a new chat is asked with until somebody chooses; the engine would take the same. */
const usualModel: ModelReference = { endpointId: groqEndpointId, model: 'openai/gpt-oss-120b' };

export type ModelList = Output<'models.list'>;

/** Groq wants a key; a server of one's own may do without. */
export const isUsable = (endpoint: Endpoint): boolean =>
  endpoint.kind === 'openai-compatible' || endpoint.hasKey;

export const chatModels = (models: readonly Model[]): Model[] =>
  models.filter(({ purpose }) => purpose === 'chat');

/** Where answers come from: endpoints, where their keys are kept, their models, and what new chats begin with. */
export const useEndpoints = defineStore('endpoints', () => {
  const endpoints = shallowRef<readonly Endpoint[]>([]);
  const keys = shallowRef<ShellOutput<'keys.status'>>({ keychain: 'available', keys: [] });
  const models = shallowRef<ReadonlyMap<EndpointId, ModelList>>(new Map());
  const defaultModel = shallowRef<ModelReference | null>(null);
  const isLoaded = ref(false);

  const usable = computed(() => endpoints.value.filter(isUsable));
  const hasUsable = computed(() => usable.value.length > 0);
  const modelForNew = computed(() => defaultModel.value ?? usualModel);

  const loadKeys = async (): Promise<void> => {
    keys.value = await window.versa.call('keys.status', {});
  };

  const load = async (): Promise<void> => {
    const [listed, defaults] = await Promise.all([
      engine.query('endpoints.list', {}),
      engine.query('defaults.get', {}),
      loadKeys(),
    ]);
    endpoints.value = listed.endpoints;
    defaultModel.value = defaults.model;
    isLoaded.value = true;
  };

  const loadModels = async (endpointId: EndpointId, freshness: 'stored' | 'now'): Promise<void> => {
    const list = await engine.query('models.list', { endpointId, freshness });
    models.value = new Map(models.value).set(endpointId, list);
  };

  const saveDefaultModel = async (model: ModelReference | null): Promise<void> => {
    defaultModel.value = (await engine.command('defaults.save', { model })).model;
  };

  const save = async (input: Input<'endpoints.save'>): Promise<Endpoint> =>
    (await engine.command('endpoints.save', input)).endpoint;

  const remove = async (endpointId: EndpointId): Promise<void> => {
    await engine.command('endpoints.delete', { endpointId });
    await window.versa.call('keys.delete', { endpointId });
    if (defaultModel.value?.endpointId === endpointId) await saveDefaultModel(null);
  };

  const start = (): void => {
    engine.on('endpoints.changed', (changed) => {
      endpoints.value = changed.endpoints;
      // A list that was refused for want of a key may be given now.
      models.value = new Map([...models.value].filter(([, { error }]) => error === null));
    });
    window.versa.on('keys.changed', () => void loadKeys());
    engine.onConnected(() => void load());
  };

  return {
    endpoints,
    keys,
    models,
    defaultModel,
    isLoaded,
    usable,
    hasUsable,
    modelForNew,
    start,
    loadModels,
    saveDefaultModel,
    save,
    remove,
  };
});
