/**
 * Models that were retired and what their provider names in their place
 * (https://console.groq.com/docs/deprecations). A provider's own model list stays the only source of what exists:
 * this map only lets the message about a retired model offer the next step.
 */
const successors: Readonly<Record<string, string>> = {
  'mixtral-8x7b-32768': 'openai/gpt-oss-120b',
  'llama3-70b-8192': 'openai/gpt-oss-120b',
  'llama3-8b-8192': 'openai/gpt-oss-20b',
  'llama-3.1-70b-versatile': 'openai/gpt-oss-120b',
  'llama-3.3-70b-versatile': 'openai/gpt-oss-120b',
  'llama-3.1-8b-instant': 'openai/gpt-oss-20b',
  'gemma-7b-it': 'openai/gpt-oss-20b',
  'gemma2-9b-it': 'openai/gpt-oss-20b',
  'meta-llama/llama-4-scout-17b-16e-instruct': 'qwen/qwen3.6-27b',
  'qwen/qwen3-32b': 'qwen/qwen3.6-27b',
};

export const successorOf = (model: string): string | null =>
  Object.hasOwn(successors, model) ? (successors[model] ?? null) : null;
