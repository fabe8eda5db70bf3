import { computed, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { QueuedMessage } from '../../shared/contract/delivery.ts';
import type { ConversationId, MessageId } from '../../shared/ids.ts';
import { engine } from '../engine/index.ts';

/** The messages that wait to be sent, in the order in which those of a conversation go out. */
export const useOutbox = defineStore('outbox', () => {
  const messages = shallowRef<readonly QueuedMessage[]>([]);

  const byQuestion = computed(() => new Map(messages.value.map((message) => [message.questionId, message])));

  const idsOf = (conversationId: ConversationId): MessageId[] =>
    messages.value
      .filter((message) => message.conversationId === conversationId)
      .map(({ questionId }) => questionId);

  const start = (): void => {
    engine.on('outbox.changed', (changed) => {
      messages.value = changed.messages;
    });
    engine.onConnected(() => {
      void engine.query('outbox.list', {}).then((listed) => {
        messages.value = listed.messages;
      });
    });
  };

  return { messages, byQuestion, start, idsOf };
});
