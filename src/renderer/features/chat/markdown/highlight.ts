import { LRUCache } from 'lru-cache';
import workerUrl from './highlight.worker.ts?worker&url';
import type { Run } from './runs.ts';

export interface HighlightRequest {
  id: number;
  language: string;
  code: string;
}
export interface HighlightAnswer {
  id: number;
  /** `null`: a language that is not known. */
  runs: Run[] | null;
}

/** Longer code stays plain: colouring it would cost more than it gives. */
const longestCode = 100_000;

const cache = new LRUCache<string, Run[]>({
  maxSize: 8_000_000,
  sizeCalculation: (runs, key) => key.length * 2 + runs.length * 48 + 64,
});
const waiting = new Map<number, (runs: Run[] | null) => void>();
let worker: Worker | null = null;
let nextId = 0;

interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypesFactory {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
}

/** The page's policy wants whoever starts a script to vouch for its address; only this one is vouched for. */
const trusted = (url: string): string => {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypesFactory };
  const rules: ScriptUrlPolicy = { createScriptURL: () => url };
  return (trustedTypes?.createPolicy('versa-markdown', rules) ?? rules).createScriptURL(url);
};

const startWorker = (): Worker => {
  const started = new Worker(trusted(new URL(workerUrl, import.meta.url).href), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<HighlightAnswer>) => {
    waiting.get(data.id)?.(data.runs);
    waiting.delete(data.id);
  });
  return started;
};

const ask = (language: string, code: string): Promise<Run[] | null> => {
  worker ??= startWorker();
  const request: HighlightRequest = { id: nextId++, language, code };
  return new Promise((resolve) => {
    waiting.set(request.id, resolve);
    worker?.postMessage(request);
  });
};

const paint = (element: HTMLElement, runs: readonly Run[]): void => {
  const nodes = runs.map(({ text, scope }) => {
    if (scope === null) return document.createTextNode(text);
    const span = document.createElement('span');
    span.className = `code-${scope}`;
    span.textContent = text;
    return span;
  });
  element.replaceChildren(...nodes);
};

/** Colours the closed code blocks below `root`: at once where that was done before, else when the worker is done. */
export const highlightCode = async (root: HTMLElement): Promise<void> => {
  const blocks = [...root.querySelectorAll<HTMLElement>('figure.code[data-language] code')];
  for (const element of blocks) {
    const language = element.closest<HTMLElement>('figure.code')?.dataset['language'] ?? '';
    const code = element.textContent ?? '';
    if (language === '' || code.length > longestCode || element.childElementCount > 0) continue;
    const key = `${language}\n${code}`;
    const runs = cache.get(key) ?? (await ask(language, code));
    if (!runs) continue;
    cache.set(key, runs);
    if (element.textContent === code) paint(element, runs);
  }
};
