/** The catalogue a double serves. Shapes follow GET /openai/v1/models as Groq answers it. */
export interface ModelEntry {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: string;
  readonly active?: boolean;
  readonly context_window?: number;
  readonly max_completion_tokens?: number;
  readonly public_apps?: null;
}

function hosted(
  id: string,
  ownedBy: string,
  created: number,
  contextWindow: number,
  maximumCompletion: number,
): ModelEntry {
  return {
    id,
    object: 'model',
    created,
    owned_by: ownedBy,
    active: true,
    context_window: contextWindow,
    public_apps: null,
    max_completion_tokens: maximumCompletion,
  };
}

/** Production text and speech models of late 2026, and the one preview with vision. */
export const GROQ_MODELS: readonly ModelEntry[] = [
  hosted('openai/gpt-oss-120b', 'OpenAI', 1_754_408_224, 131_072, 65_536),
  hosted('openai/gpt-oss-20b', 'OpenAI', 1_754_407_957, 131_072, 65_536),
  hosted('qwen/qwen3.6-27b', 'Alibaba Cloud', 1_780_272_000, 131_072, 40_960),
  hosted('whisper-large-v3', 'OpenAI', 1_693_721_698, 448, 448),
  hosted('whisper-large-v3-turbo', 'OpenAI', 1_728_413_088, 448, 448),
];

/** What Ollama lists on its OpenAI-compatible side: no window, no `active`. */
export const LOCAL_MODELS: readonly ModelEntry[] = [
  { id: 'llama3.2:3b', object: 'model', created: 1_790_000_000, owned_by: 'library' },
  { id: 'qwen3:8b', object: 'model', created: 1_790_000_100, owned_by: 'library' },
];

/** Groq keeps answering about these, with 400 `model_decommissioned` instead of 404. */
export const DECOMMISSIONED_MODELS: ReadonlySet<string> = new Set([
  'mixtral-8x7b-32768',
  'gemma2-9b-it',
  'llama3-70b-8192',
  'llama3-8b-8192',
  'llama-3.1-8b-instant',
  'llama-3.3-70b-versatile',
  'meta-llama/llama-4-scout-17b-16e-instruct',
  'qwen/qwen3-32b',
]);

export function thinksAloud(model: string): boolean {
  return model.startsWith('openai/gpt-oss');
}
