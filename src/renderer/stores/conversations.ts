import { computed, ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { ContractError } from '../../shared/contract/errors.ts';
import type { ConversationSummary } from '../../shared/contract/entities.ts';
import type { Output } from '../../shared/contract/operations.ts';
import type { ConversationId } from '../../shared/ids.ts';
import { engine, problemOf } from '../engine/index.ts';

const pageSize = 60;

type Cursor = Output<'conversations.list'>['next'];

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

  const list = computed(() => [...byId.value.values()].sort(newestFirst));

  /** Whether this conversation lies within the part that was read; what is older comes with its page. */
  const isInReach = (summary: ConversationSummary): boolean =>
    next.value === null || summary.lastActivityAt >= next.value.lastActivityAt || byId.value.has(summary.id);

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
      const limit = Math.min(500, Math.max(pageSize, byId.value.size));
      const page = await engine.query('conversations.list', { limit, before: null });
      if (mine !== generation) return;
      byId.value = new Map(page.conversations.map((summary) => [summary.id, summary]));
      next.value = page.next;
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
      const page = await engine.query('conversations.list', { limit: pageSize, before: next.value });
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

  return { list, byId, next, isLoaded, problem, start, load, loadMore };
});
