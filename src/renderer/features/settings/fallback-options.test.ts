import { expect, it } from 'vitest';
import type { Endpoint, Model } from '../../../shared/contract/entities.ts';
import type { EndpointId } from '../../../shared/ids.ts';
import { fallbackOptions } from './fallback-options.ts';

const endpoint = (id: string): Endpoint => ({
  id: id as EndpointId,
  kind: 'openai-compatible',
  name: id,
  baseUrl: `http://${id}/v1`,
  hasKey: false,
});
const model = (id: string, purpose: Model['purpose'] = 'chat'): Model => ({
  id,
  ownedBy: 'somebody',
  contextWindow: null,
  maxOutputTokens: null,
  purpose,
});

const stored: Record<string, Model[]> = {
  groq: [model('large'), model('small'), model('whisper', 'other')],
  home: [model('large')],
};
const options = (chain: { endpointId: EndpointId; model: string }[], filter: string): string[] =>
  fallbackOptions(
    [endpoint('groq'), endpoint('home'), endpoint('empty')],
    (id) => stored[id] ?? [],
    chain,
    filter,
  )
    .flatMap((group) => group.options)
    .map(({ index, reference }) => `${index} ${reference.endpointId}/${reference.model}`);

it('every chat model of every endpoint can be tried when the chosen one fails', () => {
  expect(options([], '')).toEqual(['0 groq/large', '1 groq/small', '2 home/large']);
});

it('a model that is in the chain is not offered again, the same name elsewhere is', () => {
  expect(options([{ endpointId: 'groq' as EndpointId, model: 'large' }], 'LARGE')).toEqual(['0 home/large']);
});
