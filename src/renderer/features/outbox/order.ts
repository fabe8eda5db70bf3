import type { QueuedMessage } from '../../../shared/contract/delivery.ts';
import type { WaitReason } from '../../../shared/contract/entities.ts';
import type { ConversationId, MessageId } from '../../../shared/ids.ts';

export type Direction = 'earlier' | 'later';

/** Where a message can go among those that wait in its conversation. */
export const movesOf = (ids: readonly MessageId[], id: MessageId): Direction[] => {
  const at = ids.indexOf(id);
  if (at === -1) return [];
  return [...(at > 0 ? ['earlier' as const] : []), ...(at < ids.length - 1 ? ['later' as const] : [])];
};

/** The order after one of them has changed places with its neighbour. */
export const moved = (ids: readonly MessageId[], id: MessageId, direction: Direction): MessageId[] => {
  if (!movesOf(ids, id).includes(direction)) return [...ids];
  const at = ids.indexOf(id);
  const others = ids.filter((other) => other !== id);
  others.splice(direction === 'earlier' ? at - 1 : at + 1, 0, id);
  return others;
};

/** What waits for another message is not helped by trying: that one has the button. */
export const isWorthTrying = (reason: WaitReason): boolean => reason !== 'earlier';

interface WaitingConversation {
  id: ConversationId;
  title: string;
  messages: QueuedMessage[];
}

/** Everything that waits, by conversation: first the one whose message has waited longest. */
export const byConversation = (messages: readonly QueuedMessage[]): WaitingConversation[] => {
  const groups = new Map<ConversationId, WaitingConversation>();
  for (const message of messages) {
    const { conversationId: id, conversationTitle: title } = message;
    const group = groups.get(id) ?? { id, title, messages: [] };
    group.messages.push(message);
    groups.set(id, group);
  }
  const waitsSince = (group: WaitingConversation): number =>
    Math.min(...group.messages.map(({ queuedAt }) => queuedAt));
  return [...groups.values()].sort((left, right) => waitsSince(left) - waitsSince(right));
};
