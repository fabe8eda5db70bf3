import type { Message } from '../../../shared/contract/entities.ts';
import type { MessageId } from '../../../shared/ids.ts';
import { engine } from '../../engine/index.ts';
import { attempt } from '../../stores/attempt.ts';
import { useTranscript } from './transcript.ts';

/** What can be done with a message, as buttons need it. */
export const useMessageActions = () => {
  const transcript = useTranscript();
  return {
    stop: () => attempt(() => transcript.stop()),
    retry: (messageId: MessageId) => attempt(() => transcript.retry(messageId)),
    regenerate: (messageId: MessageId) => attempt(() => transcript.regenerate(messageId)),
    edit: (messageId: MessageId, text: string) => attempt(() => transcript.edit(messageId, text)),
    star: ({ id, starred }: Message) =>
      attempt(async () => {
        await engine.command('messages.star', { messageId: id, star: starred ? 'unstarred' : 'starred' });
      }),
    showVersion: (messageId: MessageId) => attempt(() => transcript.showVersion(messageId)),
    /** The same question to the model that took over. */
    retryWith: (messageId: MessageId, model: string) =>
      attempt(async () => {
        const current = transcript.conversation?.model;
        if (!current) return;
        await transcript.configure({ ...current, model });
        await transcript.retry(messageId);
      }),
  };
};
