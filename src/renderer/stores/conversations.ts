import { computed, ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { ContractError } from '../../shared/contract/errors.ts';
import type { ConversationSummary } from '../../shared/contract/entities.ts';
import type { Input, Output } from '../../shared/contract/operations.ts';
import type { ConversationId } from '../../shared/ids.ts';
import { engine, problemOf } from '../engine/index.ts';

const pageSize = 60;

type Cursor = Output<'conversations.list'>['next'];

type Shelf = Input<'conversations.list'>['shelf'];

/** Pinned and archived ones are put there by hand, one by one: they are read at once, to this many. */
const mostByHand = 500;

const shelfOf = ({ archived, pinned }: ConversationSummary): Shelf => {
  if (archived) return 'archived';
  return pinned ? 'pinned' : 'recent';
};

const newestFirst = (left: ConversationSummary, right: ConversationSummary): number =>
  right.lastActivityAt - left.lastActivityAt || (left.id < right.id ? 1 : -1);

/** The list of conversations as far as it was scrolled to, kept true by the engine's events. */
export const useConversations = defineStore('conversations', () => {
  const byId = shallowRef<ReadonlyMap<ConversationId, ConversationSummary>>(new Map());
  const next = shallowRef<Cursor>(null);
  const isLoaded = ref(false);
  const problem = shallowRef<ContractError | null>(null);
  let isLoadingMore = false;
  let generation = 0;

  const sorted = computed(() => [...byId.value.values()].sort(newestFirst));
  const list = computed(() => sorted.value.filter((summary) => shelfOf(summary) === 'recent'));
  const pinned = computed(() => sorted.value.filter((summary) => shelfOf(summary) === 'pinned'));
  const archived = computed(() => sorted.value.filter((summary) => shelfOf(summary) === 'archived'));

  /** Whether this conversation lies within the part that was read; what is older comes with its page. */
  const isInReach = (summary: ConversationSummary): boolean =>
    shelfOf(summary) !== 'recent' ||
    next.value === null ||
    summary.lastActivityAt >= next.value.lastActivityAt ||
    byId.value.has(summary.id);

  const merge = (changed: readonly ConversationSummary[], removed: readonly ConversationId[] = []): void => {
    const merged = new Map(byId.value);
    for (const summary of changed) if (isInReach(summary)) merged.set(summary.id, summary);
    for (const id of removed) merged.delete(id);
    byId.value = merged;
  };

  const load = async (): Promise<void> => {
    const mine = ++generation;
    try {
      // After a reconnection as many as were shown, so that the list does not shrink under the reader.
      const limit = Math.min(500, Math.max(pageSize, list.value.length));
      const [recent, ...byHand] = await Promise.all([
        engine.query('conversations.list', { limit, before: null, shelf: 'recent' }),
        engine.query('conversations.list', { limit: mostByHand, before: null, shelf: 'pinned' }),
        engine.query('conversations.list', { limit: mostByHand, before: null, shelf: 'archived' }),
      ]);
      if (mine !== generation) return;
      const all = [recent, ...byHand].flatMap(({ conversations }) => conversations);
      byId.value = new Map(all.map((summary) => [summary.id, summary]));
      next.value = recent.next;
      problem.value = null;
      isLoaded.value = true;
    } catch (reason) {
      if (mine === generation) problem.value = problemOf(reason);
    }
  };

  const loadMore = async (): Promise<void> => {
    if (isLoadingMore || next.value === null) return;
    isLoadingMore = true;
    const mine = generation;
    try {
      const page = await engine.query('conversations.list', {
        limit: pageSize,
        before: next.value,
        shelf: 'recent',
      });
      if (mine !== generation) return;
      next.value = page.next;
      merge(page.conversations);
    } catch (reason) {
      problem.value = problemOf(reason);
    } finally {
      isLoadingMore = false;
    }
  };

  const start = (): void => {
    engine.on('conversations.changed', ({ changed, removed }) => merge(changed, removed));
    engine.onConnected(() => void load());
  };

  return { list, pinned, archived, byId, next, isLoaded, problem, start, load, loadMore };
});
