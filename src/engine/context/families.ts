import type { ContextBudget } from '../../shared/contract/index.ts';
import type { Turn } from '../model/index.ts';

export type Precision = ContextBudget['precision'];

/** How the models of one descent make tokens of what is sent to them. */
export interface Family {
  precision: Precision;
  /** Tokens of this family for each token of o200k. */
  factor: number;
  /** Tokens that mark where a turn begins, whose it is and where it ends. */
  frame: Readonly<Record<Turn['role'], number>>;
  /** Tokens that stand before the first turn and call for the answer behind the last. */
  preamble: number;
}

/**
 * gpt-oss reads o200k, each turn in the harmony format (https://cookbook.openai.com/article/harmony), for example
 * `<|start|>user<|message|>…<|end|>`. A system prompt becomes a developer message under the heading `# Instructions`.
 * The preamble is the system message that every server writes for itself (61 tokens as published; what it says of the
 * date and the reasoning effort may differ by a few) and the start of the answer.
 */
const harmony: Family = {
  precision: 'exact',
  factor: 1,
  frame: { system: 8, user: 4, assistant: 6 },
  preamble: 64,
};

/** ChatML and the headers of Llama come to five tokens a turn; Llama 3.1 writes its two dates before the first. */
const chatFrame = { frame: { system: 5, user: 5, assistant: 5 }, preamble: 32 };

/**
 * Measured against o200k on this project's documents and code, and on questions in seven other languages: Llama 3 needs
 * 0.99 (English, code) to 1.27 (German), Qwen 3 0.85 (Chinese) to 1.35 (Russian), Gemma 3 0.77 (Japanese) to 1.17
 * (code). Only Hindi is far off, with 1.75 in Llama and 3.1 in Qwen. Rather too much than too little: a turn that is
 * left out too early costs less than a request that is refused.
 */
const large: Family = { precision: 'about', factor: 1.25, ...chatFrame };

/**
 * Vocabularies of 32,000, as Llama 2 and the first Mistral have them: 1.11 (English) to 1.71 (Russian), and above 3 in
 * Hindi and Arabic.
 */
const unknown: Family = { precision: 'about', factor: 1.5, ...chatFrame };

const families: readonly [RegExp, Family][] = [
  [/\bgpt-oss\b/i, harmony],
  [/qwen|gemma-?[23]|llama-?[34]/i, large],
];

/** By the name alone, since that is all that servers tell: `openai/gpt-oss-120b`, `gpt-oss:20b`, `Qwen3-8B-GGUF`. */
export const familyOf = (model: string): Family =>
  families.find(([name]) => name.test(model))?.[1] ?? unknown;
