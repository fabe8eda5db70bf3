import { setTimeout } from 'node:timers/promises';
import { listedFrom, type VocabularyPart } from './find/vocabulary.ts';

export interface VocabularySource {
  isStale(): Promise<boolean>;
  newestNumber(): Promise<number>;
  part(input: { after: string; least: number }): Promise<VocabularyPart>;
  save(input: { after: string; part: VocabularyPart; newest: number }): Promise<void>;
}

/** A start has better things to do, and so has whoever imports a history. */
const firstLookMs = 4_000;
const nextLookMs = 15 * 60_000;
/** Between two parts, so that other questions to the same thread never wait for more than one. */
const pauseMs = 5;

/** Makes the list of frequent words when there is none or the history has outgrown it. */
export const makeVocabulary = async (source: VocabularySource, signal: AbortSignal): Promise<void> => {
  const newest = await source.newestNumber();
  const least = listedFrom(newest);
  for (let after = ''; !signal.aborted;) {
    const part = await source.part({ after, least });
    await source.save({ after, part, newest });
    if (part.reached === null) return;
    after = part.reached;
    await setTimeout(pauseMs, null, { ref: false });
  }
};

/** Looks after the list until `signal` is aborted. A failure costs only the list: the next look tries again. */
export const keepVocabulary = async (source: VocabularySource, signal: AbortSignal): Promise<void> => {
  for (let wait = firstLookMs; !signal.aborted; wait = nextLookMs) {
    try {
      await setTimeout(wait, null, { ref: false, signal });
      if (await source.isStale()) await makeVocabulary(source, signal);
    } catch {
      if (signal.aborted) return;
    }
  }
};
