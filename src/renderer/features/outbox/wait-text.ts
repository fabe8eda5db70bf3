import type { QueuedMessage } from '../../../shared/contract/delivery.ts';
import { useFormats, useTexts } from '../../i18n/index.ts';

export type Wait = Pick<QueuedMessage, 'reason' | 'notBefore'>;

/** Why a message waits and, where that is known, until when. */
export const useWaitText = (): ((wait: Wait) => string) => {
  const { t } = useTexts();
  const formats = useFormats();
  return ({ reason, notBefore }) => {
    const why = t(`outbox.reason.${reason}`);
    // The message before it has its own time.
    if (notBefore === null || reason === 'earlier') return why;
    const time = formats.value.short(notBefore);
    return reason === 'rate_limited' ? t('outbox.until', { why, time }) : t('outbox.nextTry', { why, time });
  };
};
