import type { Message } from '../../../shared/contract/entities.ts';
import type { MessageId } from '../../../shared/ids.ts';
import { engine, problemOf } from '../../engine/index.ts';
import { errorKey, translate } from '../../i18n/index.ts';
import { useNotices } from '../../stores/notices.ts';
import { useTranscript } from './transcript.ts';

/** Does it, and says so when it did not work, with a button to do it again. */
const attempt = async (act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (reason) {
    const problem = problemOf(reason);
    useNotices().show(translate(errorKey(problem.code), problem.data), 'problem', {
      label: translate('app.tryAgain'),
      run: () => attempt(act),
    });
  }
};

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
