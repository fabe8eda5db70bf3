import { setTimeout } from 'node:timers/promises';
import { listedFrom, type VocabularyPart } from './find/vocabulary.ts';
import type { MergeStep } from './search-index.ts';

/** What looks after searching when nothing else is to be done: the list of frequent words, and the shape of the index. */
export interface SearchUpkeep {
  isStale(): Promise<boolean>;
  newestNumber(): Promise<number>;
  part(input: { after: string; least: number }): Promise<VocabularyPart>;
  save(input: { after: string; part: VocabularyPart; newest: number }): Promise<void>;
  merge(step: MergeStep): Promise<'more' | 'done'>;
}

/** A start has better things to do, and so has whoever imports a history. */
const firstLookMs = 4_000;
const nextLookMs = 15 * 60_000;
/** Between two parts, so that other questions to the same thread never wait for more than one. */
const pauseMs = 5;
/** The same for the thread that writes, which chatting waits for. */
const mergePauseMs = 30;

/** Makes the list of frequent words when there is none or the history has outgrown it. */
export const makeVocabulary = async (upkeep: SearchUpkeep, signal: AbortSignal): Promise<void> => {
  const newest = await upkeep.newestNumber();
  const least = listedFrom(newest);
  for (let after = ''; !signal.aborted;) {
    const part = await upkeep.part({ after, least });
    await upkeep.save({ after, part, newest });
    if (part.reached === null) return;
    after = part.reached;
    await setTimeout(pauseMs, null, { ref: false });
  }
};

/** Makes one part of the many that the index was written in: smaller, and a search opens fewer. */
export const mergeIndex = async (upkeep: SearchUpkeep, signal: AbortSignal): Promise<void> => {
  for (let step: MergeStep = 'first'; !signal.aborted; step = 'next') {
    if ((await upkeep.merge(step)) === 'done') return;
    await setTimeout(mergePauseMs, null, { ref: false });
  }
};

/** Looks after them until `signal` is aborted. A failure costs only speed: the next look tries again. */
export const keepSearchFast = async (upkeep: SearchUpkeep, signal: AbortSignal): Promise<void> => {
  for (let wait = firstLookMs; !signal.aborted; wait = nextLookMs) {
    try {
      await setTimeout(wait, null, { ref: false, signal });
      if (!(await upkeep.isStale())) continue;
      await makeVocabulary(upkeep, signal);
      await mergeIndex(upkeep, signal);
    } catch {
      if (signal.aborted) return;
    }
  }
};
