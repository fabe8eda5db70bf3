import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Parameters } from '../../shared/contract/index.ts';
import type { EndpointId } from '../../shared/ids.ts';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256, in hexadecimal, of all that an answer depends on. */
export type AnswerKey = string & z.$brand<'AnswerKey'>;

/** All that an answer depends on. */
export interface AnswerKeyParts {
  endpointId: EndpointId;
  /** The user may point an endpoint elsewhere. */
  baseUrl: string;
  model: string;
  parameters: Parameters;
  /** The whole context, oldest first, with the system prompt. */
  turns: readonly { role: 'system' | 'user' | 'assistant'; content: string }[];
}

/** To be raised when the same parts come to mean another request: what was kept before is then not found any more. */
const version = 1;

export const answerKey = ({ endpointId, baseUrl, model, parameters, turns }: AnswerKeyParts): AnswerKey =>
  createHash('sha256')
    .update(canonicalJson({ version, endpointId, baseUrl, model, parameters, turns }))
    .digest('hex') as AnswerKey;
