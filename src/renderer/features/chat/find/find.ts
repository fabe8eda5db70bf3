import { computed, shallowRef, watch } from 'vue';
import { defineStore } from 'pinia';
import type { ContractError } from '../../../../shared/contract/errors.ts';
import type { Output } from '../../../../shared/contract/operations.ts';
import type { SearchPhrase } from '../../../../shared/contract/search.ts';
import type { ConversationId, MessageId } from '../../../../shared/ids.ts';
import { engine, problemOf } from '../../../engine/index.ts';
import { i18n } from '../../../i18n/index.ts';
import { useTranscript } from '../transcript.ts';

type Found = Output<'search.in_conversation'>;

const noPhrases: readonly SearchPhrase[] = [];
/** An answer that streams in changes several times a second. */
const settleMs = 400;

/** The search within the open conversation: what it looks for, where that is, and which of it one has gone to. */
export const useFind = defineStore('find', () => {
  const transcript = useTranscript();
  const conversationId = shallowRef<ConversationId | null>(null);
  const text = shallowRef('');
  const found = shallowRef<Found | null>(null);
  const problem = shallowRef<ContractError | null>(null);
  const currentId = shallowRef<MessageId | null>(null);
  /** Counts up when the bar should take the focus. */
  const focusWish = shallowRef(0);
  let newest = 0;
  let settling: ReturnType<typeof setTimeout> | undefined;

  const isOpen = computed(() => conversationId.value !== null);
  const matches = computed(() => found.value?.matches ?? []);
  const phrases = computed(() => (isOpen.value ? (found.value?.understood.phrases ?? noPhrases) : noPhrases));
  const index = computed(() => matches.value.findIndex(({ messageId }) => messageId === currentId.value));

  const close = (): void => {
    newest += 1;
    conversationId.value = null;
    found.value = null;
    problem.value = null;
    currentId.value = null;
  };

  const goTo = async (messageId: MessageId): Promise<void> => {
    currentId.value = messageId;
    await transcript.goTo(messageId);
  };

  /** The match that one is at already, or the next below where one reads. */
  const nearest = (depth: number): MessageId | null =>
    (matches.value.find((match) => match.depth >= depth) ?? matches.value.at(-1))?.messageId ?? null;

  const search = async (then: 'go there' | 'stay'): Promise<void> => {
    const id = conversationId.value;
    if (id === null) return;
    const mine = ++newest;
    try {
      const language = i18n.global.locale.value;
      const answer = await engine.query('search.in_conversation', {
        conversationId: id,
        box: 'find',
        text: text.value,
        language,
      });
      if (mine !== newest) return;
      found.value = answer.understood.isEmpty ? { ...answer, matches: [] } : answer;
      problem.value = null;
      if (then === 'stay') return;
      const near = index.value === -1 ? nearest(transcript.readDepth()) : currentId.value;
      if (near) await goTo(near);
      else currentId.value = null;
    } catch (reason) {
      const told = problemOf(reason);
      if (mine === newest && told.code !== 'search.superseded') problem.value = told;
    }
  };

  const write = (typed: string): void => {
    if (typed === text.value) return;
    text.value = typed;
    void search('go there');
  };

  /** By the reader's wish; a query that was there already is there again. */
  const open = (): void => {
    focusWish.value += 1;
    const id = transcript.conversationId;
    if (id === null || conversationId.value === id) return;
    conversationId.value = id;
    void search('stay');
  };

  /** With the query that has led to this message. */
  const openWith = (id: ConversationId, messageId: MessageId, query: string): void => {
    conversationId.value = id;
    text.value = query;
    found.value = null;
    currentId.value = messageId;
    void search('stay');
  };

  const step = async (by: 1 | -1): Promise<void> => {
    const total = matches.value.length;
    if (total === 0) return;
    const at = index.value;
    const next = at === -1 ? (by === 1 ? 0 : total - 1) : (at + by + total) % total;
    const match = matches.value[next];
    if (match) await goTo(match.messageId);
  };

  const start = (): void => {
    watch(
      () => transcript.conversationId,
      (id) => {
        if (id !== conversationId.value) close();
      },
    );
    engine.on('messages.changed', ({ conversationId: changed }) => {
      if (changed !== conversationId.value) return;
      clearTimeout(settling);
      settling = setTimeout(() => void search('stay'), settleMs);
    });
    engine.onConnected(() => void search('stay'));
  };

  return {
    text,
    found,
    problem,
    matches,
    phrases,
    index,
    currentId,
    focusWish,
    isOpen,
    start,
    open,
    openWith,
    close,
    write,
    step,
    goTo,
  };
});
