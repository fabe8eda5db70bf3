import type { Endpoint, Model, ModelReference } from '../../../shared/contract/entities.ts';
import type { EndpointId } from '../../../shared/ids.ts';
import { chatModels } from '../../stores/endpoints.ts';

export interface FallbackOption {
  /** Its place in the whole list, over all groups. */
  index: number;
  reference: ModelReference;
}
export interface FallbackGroup {
  endpoint: Endpoint;
  options: FallbackOption[];
}

export const isSameModel = (left: ModelReference, right: ModelReference): boolean =>
  left.endpointId === right.endpointId && left.model === right.model;

/** What can still be added to the chain, by endpoint, where each word of the filter is in the model's name. */
export const fallbackOptions = (
  endpoints: readonly Endpoint[],
  modelsOf: (endpointId: EndpointId) => readonly Model[],
  chain: readonly ModelReference[],
  filter: string,
): FallbackGroup[] => {
  const words = filter.toLowerCase().split(/\s+/);
  let index = 0;
  return endpoints
    .map((endpoint) => ({
      endpoint,
      options: chatModels(modelsOf(endpoint.id))
        .filter(({ id }) => words.every((word) => id.toLowerCase().includes(word)))
        .map(({ id }) => ({ endpointId: endpoint.id, model: id }))
        .filter((reference) => !chain.some((other) => isSameModel(other, reference)))
        .map((reference) => ({ index: index++, reference })),
    }))
    .filter(({ options }) => options.length > 0);
};
