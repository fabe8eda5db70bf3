import { ref } from 'vue';
import type { DeliverySettings } from '../../../shared/contract/delivery.ts';
import { problemOf } from '../../engine/index.ts';
import { errorKey, useTexts } from '../../i18n/index.ts';
import { useDelivery } from '../../stores/delivery.ts';
import { useNotices } from '../../stores/notices.ts';

/** One setting of how answers are got: kept at once, with a count for its mark, or with a notice that says why not. */
export const useDeliverySetting = () => {
  const { t } = useTexts();
  const store = useDelivery();
  const notices = useNotices();
  const saved = ref(0);

  const save = async (change: Partial<DeliverySettings>): Promise<'saved' | 'refused'> => {
    try {
      await store.save(change);
      saved.value += 1;
      return 'saved';
    } catch (reason) {
      const problem = problemOf(reason);
      notices.show(t(errorKey(problem.code), problem.data), 'problem');
      return 'refused';
    }
  };

  return { saved, save };
};
