import { shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { ConversationId } from '../../shared/ids.ts';
import { engine } from '../engine/index.ts';

const saveEveryMs = 300;

/** What is typed and not yet sent, in each conversation and in the new one. It is never only on the screen for long. */
export const useDrafts = defineStore('drafts', () => {
  const key = shallowRef<ConversationId | null>(null);
  const text = shallowRef('');
  const known = new Map<ConversationId | null, string>();
  const unsaved = new Set<ConversationId | null>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const save = async (id: ConversationId | null): Promise<void> => {
    unsaved.delete(id);
    try {
      await engine.command('drafts.save', { conversationId: id, text: known.get(id) ?? '' });
    } catch {
      // Kept here, and saved with the next word or the next connection.
      if (known.has(id)) unsaved.add(id);
    }
  };

  const flush = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    for (const id of [...unsaved]) void save(id);
  };

  /** The first change is saved at once and the following ones in steps, so that closing the app costs little. */
  const write = (typed: string): void => {
    if (typed === text.value) return;
    text.value = typed;
    known.set(key.value, typed);
    unsaved.add(key.value);
    if (timer) return;
    void save(key.value);
    timer = setTimeout(flush, saveEveryMs);
  };

  /** What was typed there; what is typed while the engine is asked is younger than its answer. */
  const recall = async (id: ConversationId | null): Promise<string> => {
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const stored = await engine.query('drafts.get', { conversationId: id });
    const typed = known.get(id) ?? stored.text;
    known.set(id, typed);
    return typed;
  };

  const open = async (id: ConversationId | null): Promise<void> => {
    flush();
    key.value = id;
    text.value = known.get(id) ?? '';
    try {
      const typed = await recall(id);
      if (key.value === id) text.value = typed;
    } catch {
      // No draft is no obstacle to writing.
    }
  };

  /** Puts text into the message box of a conversation, unless something is written there. */
  const offer = async (id: ConversationId, offered: string): Promise<'taken' | 'refused'> => {
    try {
      if ((await recall(id)).trim() !== '') return 'refused';
    } catch {
      return 'refused';
    }
    if (key.value === id) write(offered);
    else {
      known.set(id, offered);
      await save(id);
    }
    return 'taken';
  };

  /** It was sent from `id`, and the engine has dropped the draft with it. What was typed since then stays. */
  const clear = (id: ConversationId | null, sent: string): void => {
    if ((known.get(id) ?? '') !== sent) return;
    known.set(id, '');
    unsaved.delete(id);
    if (key.value === id) text.value = '';
  };

  const start = (): void => {
    engine.onConnected(flush);
    window.addEventListener('pagehide', flush);
    window.addEventListener('blur', flush);
  };

  return { key, text, start, open, offer, write, clear, flush };
});
