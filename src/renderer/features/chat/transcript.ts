import { computed, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { Conversation, Message, ModelReference } from '../../../shared/contract/entities.ts';
import type { ContractError } from '../../../shared/contract/errors.ts';
import type { Input, Output } from '../../../shared/contract/operations.ts';
import type { ConversationId, MessageId } from '../../../shared/ids.ts';
import { engine, problemOf } from '../../engine/index.ts';
import { isOpen, patchBranch } from './branch.ts';
import { AnswerDeltas } from './deltas.ts';
import { oncePerFrame } from './frames.ts';

const pageSize = 60;
/** After this, what was missed of a stream has been stored. */
const checkpointMs = 300;

type Position = Input<'messages.page'>['position'];
export type Phase =
  { kind: 'new' } | { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; problem: ContractError };
/** Where the list should go; a new object each time, so that the same place can be asked for twice. */
export interface ScrollRequest {
  to: 'latest' | MessageId;
}

/** The conversation that is open: a window on its shown branch, and what arrives for it. */
export const useTranscript = defineStore('transcript', () => {
  const conversationId = shallowRef<ConversationId | null>(null);
  const conversation = shallowRef<Conversation | null>(null);
  const messages = shallowRef<readonly Message[]>([]);
  const hasBefore = shallowRef(false);
  const hasAfter = shallowRef(false);
  const phase = shallowRef<Phase>({ kind: 'new' });
  const scrollRequest = shallowRef<ScrollRequest | null>(null);
  const markedId = shallowRef<MessageId | null>(null);
  /** Of the first message in view; the list of messages keeps it. */
  const depthInView = shallowRef(1);

  const deltas = new AnswerDeltas();
  /** Each reading of the branch makes the ones under way worthless. */
  let generation = 0;
  /** What the reader looks at while the branch around it changes. */
  let keptInView: MessageId | null = null;
  let isExtending = false;

  const openAnswer = computed(() => messages.value.find(isOpen) ?? null);

  /** A stored message with what has arrived for it since. */
  const current = (message: Message): Message => {
    if (!isOpen(message)) {
      deltas.forget(message.id);
      return message;
    }
    const { content, isWhole } = deltas.complete(message.id, message.content);
    if (!isWhole) setTimeout(() => void refetch(message.id), checkpointMs);
    if (content === message.content && (content === '' || message.state.kind === 'streaming')) return message;
    return { ...message, content, state: { kind: 'streaming' } };
  };

  const show = (next: readonly Message[]): void => {
    messages.value = next.map(current);
  };

  const flush = oncePerFrame(() => {
    const next = messages.value.map((message) => (isOpen(message) ? current(message) : message));
    if (next.some((message, index) => message !== messages.value[index])) messages.value = next;
  });

  const refetch = async (messageId: MessageId): Promise<void> => {
    const id = conversationId.value;
    if (id === null) return;
    const page = await engine.query('messages.page', {
      conversationId: id,
      position: { kind: 'around', messageId },
      limit: 3,
    });
    if (id !== conversationId.value) return;
    const fresh = page.messages.find((message) => message.id === messageId);
    if (fresh) show(messages.value.map((message) => (message.id === messageId ? fresh : message)));
  };

  const read = async (position: Position, limit = pageSize): Promise<void> => {
    const id = conversationId.value;
    if (id === null) return;
    const mine = ++generation;
    try {
      const [page, got] = await Promise.all([
        engine.query('messages.page', { conversationId: id, position, limit }),
        engine.query('conversations.get', { conversationId: id }),
      ]);
      if (mine !== generation) return;
      conversation.value = got.conversation;
      hasBefore.value = page.hasBefore;
      hasAfter.value = page.hasAfter;
      show(page.messages);
      phase.value = { kind: 'ready' };
    } catch (reason) {
      if (mine !== generation) return;
      const problem = problemOf(reason);
      // The message that was to be in view may be gone; the conversation is not.
      if (problem.code === 'message.not_found' && position.kind !== 'latest') return read({ kind: 'latest' });
      phase.value = { kind: 'failed', problem };
    }
  };

  /** Reads again what is shown, wherever in the conversation that is. */
  const reread = async (): Promise<void> => {
    const anchor =
      keptInView ?? (hasAfter.value ? messages.value[Math.floor(messages.value.length / 2)]?.id : null);
    keptInView = null;
    const limit = Math.min(500, Math.max(pageSize, messages.value.length));
    await read(anchor ? { kind: 'around', messageId: anchor } : { kind: 'latest' }, limit);
  };

  const reset = (id: ConversationId | null): void => {
    generation += 1;
    conversationId.value = id;
    conversation.value = null;
    messages.value = [];
    hasBefore.value = false;
    hasAfter.value = false;
    markedId.value = null;
    phase.value = { kind: id === null ? 'new' : 'loading' };
  };

  const open = async (id: ConversationId | null): Promise<void> => {
    if (id === conversationId.value && phase.value.kind !== 'failed') return;
    reset(id);
    if (id === null) return;
    await read({ kind: 'latest' });
    scrollRequest.value = { to: 'latest' };
  };

  /** Opens the conversation at this message, and marks it until the reader does something else. */
  const openAt = async (id: ConversationId, messageId: MessageId): Promise<void> => {
    if (id !== conversationId.value) reset(id);
    try {
      await engine.command('conversations.show_branch', { messageId });
      await read({ kind: 'around', messageId });
      markedId.value = messageId;
      scrollRequest.value = { to: messageId };
    } catch {
      await read({ kind: 'latest' });
      scrollRequest.value = { to: 'latest' };
    }
  };

  /** Goes to a message of the branch that is shown, wherever on it that is. */
  const goTo = async (messageId: MessageId): Promise<void> => {
    if (!messages.value.some(({ id }) => id === messageId)) await read({ kind: 'around', messageId });
    scrollRequest.value = { to: messageId };
  };

  /** The depth of the message that one reads, as the list last said. */
  const readDepth = (): number => depthInView.value;

  const extend = async (side: 'before' | 'after'): Promise<void> => {
    const edge = side === 'before' ? messages.value[0] : messages.value.at(-1);
    const id = conversationId.value;
    const isMore = side === 'before' ? hasBefore.value : hasAfter.value;
    if (isExtending || !isMore || !edge || id === null) return;
    isExtending = true;
    const mine = generation;
    try {
      const page = await engine.query('messages.page', {
        conversationId: id,
        position: { kind: side, messageId: edge.id },
        limit: pageSize,
      });
      if (mine !== generation) return;
      if (side === 'before') {
        hasBefore.value = page.hasBefore;
        show([...page.messages, ...messages.value]);
      } else {
        hasAfter.value = page.hasAfter;
        show([...messages.value, ...page.messages]);
      }
    } catch {
      // The next scroll asks again.
    } finally {
      isExtending = false;
    }
  };

  const jumpToLatest = async (): Promise<void> => {
    if (hasAfter.value) await read({ kind: 'latest' });
    scrollRequest.value = { to: 'latest' };
  };

  /** Says it in the open conversation, or begins one. Rejects with what went wrong; nothing is lost then. */
  const send = async (text: string, model: ModelReference | null): Promise<Output<'chat.send'>> => {
    const id = conversationId.value;
    const sent = await engine.command('chat.send', { conversationId: id, text, model });
    if (id === null && conversationId.value === null) {
      reset(sent.conversation.id);
      conversation.value = sent.conversation;
      phase.value = { kind: 'ready' };
      show([sent.question, sent.answer]);
    } else if (hasAfter.value) await read({ kind: 'latest' });
    markedId.value = null;
    scrollRequest.value = { to: 'latest' };
    return sent;
  };

  const stop = async (): Promise<void> => {
    if (openAnswer.value) await engine.command('chat.stop', { messageId: openAnswer.value.id });
  };
  const retry = async (messageId: MessageId): Promise<void> => {
    await engine.command('chat.retry', { messageId });
    scrollRequest.value = { to: 'latest' };
  };
  const regenerate = async (messageId: MessageId): Promise<void> => {
    await engine.command('chat.regenerate', { messageId, model: null });
    scrollRequest.value = { to: 'latest' };
  };
  const edit = async (messageId: MessageId, text: string): Promise<void> => {
    await engine.command('chat.edit', { messageId, text });
    scrollRequest.value = { to: 'latest' };
  };
  const showVersion = async (messageId: MessageId): Promise<void> => {
    keptInView = messageId;
    await engine.command('conversations.show_branch', { messageId });
  };
  const configure = async (model: ModelReference): Promise<void> => {
    const id = conversationId.value;
    if (id === null) return;
    const changed = await engine.command('conversations.configure', { conversationId: id, model });
    if (id === conversationId.value) conversation.value = changed.conversation;
  };

  const start = (): void => {
    engine.on('answer.delta', (delta) => {
      deltas.add(delta);
      if (delta.conversationId === conversationId.value) flush();
    });
    engine.on('messages.changed', ({ conversationId: changedId, activeLeafId, messages: changed }) => {
      for (const message of changed) if (!isOpen(message)) deltas.forget(message.id);
      if (changedId !== conversationId.value || phase.value.kind !== 'ready') return;
      const reach = hasAfter.value ? 'not to the end' : 'to the end';
      const patched = patchBranch(messages.value, changed, activeLeafId, reach);
      if (patched) show(patched);
      else void reread();
    });
    engine.on('conversations.changed', ({ changed, removed }) => {
      const mine = changed.find(({ id }) => id === conversationId.value);
      if (mine && conversation.value) conversation.value = { ...conversation.value, ...mine };
      if (conversationId.value !== null && removed.includes(conversationId.value)) reset(null);
    });
    engine.onConnected(() => {
      deltas.clear();
      if (phase.value.kind === 'ready' || phase.value.kind === 'failed') void reread();
    });
  };

  return {
    conversationId,
    conversation,
    messages,
    hasBefore,
    hasAfter,
    phase,
    scrollRequest,
    markedId,
    openAnswer,
    start,
    open,
    openAt,
    goTo,
    readDepth,
    depthInView,
    extend,
    jumpToLatest,
    reread,
    send,
    stop,
    retry,
    regenerate,
    edit,
    showVersion,
    configure,
  };
});
