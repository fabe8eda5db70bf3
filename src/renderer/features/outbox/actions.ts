import { useRouter } from 'vue-router';
import type { QueuedMessage } from '../../../shared/contract/delivery.ts';
import type { ConversationId, MessageId } from '../../../shared/ids.ts';
import { engine } from '../../engine/index.ts';
import { translate } from '../../i18n/index.ts';
import { attempt } from '../../stores/attempt.ts';
import { runCommand } from '../../stores/commands.ts';
import { useDrafts } from '../../stores/drafts.ts';
import { useNotices } from '../../stores/notices.ts';
import { useOutbox } from '../../stores/outbox.ts';
import { useOverlays } from '../../stores/overlays.ts';
import { moved, type Direction } from './order.ts';

/** What can be done with messages that wait. */
export const useOutboxActions = () => {
  const router = useRouter();
  const outbox = useOutbox();
  const drafts = useDrafts();
  const notices = useNotices();
  const overlays = useOverlays();

  const open = async (conversationId: ConversationId): Promise<void> => {
    await router.push({ name: 'chat', params: { conversationId } });
  };

  const sendAgain = ({ conversationId }: QueuedMessage, text: string): Promise<'done' | 'failed'> =>
    attempt(async () => {
      await engine.command('chat.send', { conversationId, text, model: null });
    });

  /** Where the withdrawn text is now. Where something else is being written, it can only be sent again. */
  const sayWhereItIs = (message: QueuedMessage, text: string, offer: 'taken' | 'refused'): void => {
    if (offer === 'refused') {
      notices.show(translate('outbox.withdrawn'), 'plain', {
        label: translate('outbox.undo'),
        run: () => void sendAgain(message, text),
      });
    } else if (drafts.key === message.conversationId && overlays.overlay === null) {
      runCommand('composer.focus');
    } else {
      const title = message.conversationTitle || translate('chat.untitled');
      notices.show(translate('outbox.withdrawnTo', { title }), 'plain', {
        label: translate('outbox.open'),
        run: () => open(message.conversationId),
      });
    }
  };

  return {
    open,
    sendNow: () =>
      attempt(async () => {
        await engine.command('outbox.send_now', {});
      }),
    edit: (questionId: MessageId, text: string) =>
      attempt(async () => {
        await engine.command('outbox.edit', { messageId: questionId, text });
      }),
    move: ({ conversationId, questionId }: QueuedMessage, direction: Direction) =>
      attempt(async () => {
        const messageIds = moved(outbox.idsOf(conversationId), questionId, direction);
        await engine.command('outbox.reorder', { conversationId, messageIds });
      }),
    withdraw: (message: QueuedMessage) =>
      attempt(async () => {
        const { text } = await engine.command('outbox.withdraw', { messageId: message.questionId });
        sayWhereItIs(message, text, await drafts.offer(message.conversationId, text));
      }),
  };
};
