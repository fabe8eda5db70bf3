import { Repeat } from '@lucide/vue';
import { computed, ref } from 'vue';
import type { FreshFor } from '../../../shared/contract/entities.ts';
import type { ConversationId } from '../../../shared/ids.ts';
import { engine } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import type { MenuChoice } from '../../ui/Menu.vue';
import { useHistoryActions } from './actions.ts';

const periods: readonly (FreshFor | null)[] = [null, 'off', 'hour', 'day', 'always'];

/**
 * The entry of a conversation's menu that says how long its answers are served again. The list of conversations does not
 * know what was chosen, so it is read when the menu opens.
 */
export const useServeAgain = (conversationId: () => ConversationId | null) => {
  const { t } = useTexts();
  const actions = useHistoryActions();
  const chosen = ref<FreshFor | null | 'unknown'>('unknown');

  const load = async (): Promise<void> => {
    const id = conversationId();
    if (id === null) return;
    try {
      const { conversation } = await engine.query('conversations.get', { conversationId: id });
      if (id === conversationId()) chosen.value = conversation.freshFor;
    } catch {
      // Without a mark one can choose all the same.
      chosen.value = 'unknown';
    }
  };

  const choose = (freshFor: FreshFor | null): void => {
    const id = conversationId();
    if (id !== null) void actions.serveAgain(id, freshFor);
  };

  const entry = computed<MenuChoice>(() => ({
    label: t('answers.repeat.label'),
    icon: Repeat,
    choices: periods.map((period) => ({
      label: t(`answers.repeat.${period ?? 'settings'}`),
      isChosen: chosen.value === period,
      run: () => choose(period),
    })),
  }));

  return { entry, load };
};
