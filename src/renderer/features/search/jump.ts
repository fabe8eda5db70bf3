import { useRouter } from 'vue-router';
import type { ConversationHit, MessageHit } from '../../../shared/contract/search.ts';
import { engine } from '../../engine/index.ts';
import { useFind, useTranscript } from '../chat/index.ts';

/** Leads from a hit to its place, with every match there marked, and remembers the search. */
export const useJump = () => {
  const router = useRouter();
  const transcript = useTranscript();
  const find = useFind();

  const remember = (text: string): void => {
    if (text.trim() === '') return;
    // A search that is not remembered is no reason to hold anybody up.
    void engine.command('recent_searches.add', { text: text.trim() }).catch(() => {});
  };

  const jump = async (hit: MessageHit | ConversationHit, text: string): Promise<void> => {
    const { conversationId } = hit;
    remember(text);
    if (hit.kind === 'message') {
      void transcript.openAt(conversationId, hit.messageId);
      if (text.trim() !== '') find.openWith(conversationId, hit.messageId, text.trim());
    }
    await router.push({ name: 'chat', params: { conversationId } });
  };

  return { jump, remember };
};
