import { useRouter } from 'vue-router';
import type { ConversationSummary, FreshFor } from '../../../shared/contract/entities.ts';
import type { Input } from '../../../shared/contract/operations.ts';
import type { ConversationId } from '../../../shared/ids.ts';
import { engine, problemOf } from '../../engine/index.ts';
import { errorKey, translate } from '../../i18n/index.ts';
import { useConversations } from '../../stores/conversations.ts';
import { useNotices } from '../../stores/notices.ts';

/** The notice that offers to take the last deletion back, while it is there. */
let offered: { noticeId: number; undo(): void } | null = null;

/** Takes the last deletion back as long as its notice is seen. `false`: there was nothing to take back. */
export const undoLastDeletion = (): boolean => {
  const notices = useNotices();
  const offer = offered;
  offered = null;
  if (!offer || !notices.notices.some(({ id }) => id === offer.noticeId)) return false;
  notices.dismiss(offer.noticeId);
  offer.undo();
  return true;
};

export const useHistoryActions = () => {
  const router = useRouter();
  const notices = useNotices();
  const conversations = useConversations();

  const say = (reason: unknown, again: () => void): void => {
    const problem = problemOf(reason);
    notices.show(translate(errorKey(problem.code), problem.data), 'problem', {
      label: translate('app.tryAgain'),
      run: again,
    });
  };

  const currentId = (): ConversationId | null =>
    (router.currentRoute.value.params['conversationId'] || null) as ConversationId | null;

  const open = (conversationId: ConversationId | null): void =>
    void router.push({ name: 'chat', params: conversationId === null ? {} : { conversationId } });

  const rename = async (conversationId: ConversationId, title: string): Promise<void> => {
    try {
      await engine.command('conversations.rename', { conversationId, title });
    } catch (reason) {
      say(reason, () => void rename(conversationId, title));
    }
  };

  const restore = async (conversationId: ConversationId, place: 'open it' | 'leave it'): Promise<void> => {
    try {
      await engine.command('conversations.restore', { conversationId });
      if (place === 'open it') open(conversationId);
    } catch (reason) {
      say(reason, () => void restore(conversationId, place));
    }
  };

  const remove = async ({ id, title }: Pick<ConversationSummary, 'id' | 'title'>): Promise<void> => {
    const place = currentId() === id ? 'open it' : 'leave it';
    try {
      await engine.command('conversations.delete', { conversationId: id });
    } catch (reason) {
      say(reason, () => void remove({ id, title }));
      return;
    }
    if (place === 'open it') open(null);
    const undo = (): void => void restore(id, place);
    const text = translate('history.deleted', { title: title || translate('chat.untitled') });
    const noticeId = notices.show(text, 'plain', { label: translate('history.undo'), run: undo });
    offered = { noticeId, undo };
  };

  type Arrangement = Omit<Input<'conversations.organise'>, 'conversationId'>;

  const organise = async (conversationId: ConversationId, arrangement: Arrangement): Promise<boolean> => {
    try {
      await engine.command('conversations.organise', { conversationId, ...arrangement });
      return true;
    } catch (reason) {
      say(reason, () => void organise(conversationId, arrangement));
      return false;
    }
  };

  const pin = ({ id, pinned }: ConversationSummary): Promise<boolean> =>
    organise(id, { pin: pinned ? 'unpinned' : 'pinned' });

  const archive = async ({ id, title, archived }: ConversationSummary): Promise<void> => {
    if (!(await organise(id, { shelf: archived ? 'active' : 'archived' })) || archived) return;
    notices.show(translate('history.wasArchived', { title: title || translate('chat.untitled') }), 'plain', {
      label: translate('history.undo'),
      run: () => void organise(id, { shelf: 'active' }),
    });
  };

  /** `null` goes by the general setting. */
  const serveAgain = async (conversationId: ConversationId, freshFor: FreshFor | null): Promise<void> => {
    try {
      await engine.command('conversations.configure', { conversationId, freshFor });
    } catch (reason) {
      say(reason, () => void serveAgain(conversationId, freshFor));
    }
  };

  /** One up or down in the list, as it is shown. */
  const step = (by: 1 | -1): void => {
    const list = [...conversations.pinned, ...conversations.list];
    const at = list.findIndex(({ id }) => id === currentId());
    const next = list[at === -1 ? 0 : at + by];
    if (next) open(next.id);
  };

  return { open, rename, remove, organise, pin, archive, serveAgain, step, currentId };
};
