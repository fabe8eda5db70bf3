import { problemOf } from '../engine/index.ts';
import { errorKey, translate } from '../i18n/index.ts';
import { useNotices } from './notices.ts';

/** Does it, and says so when it did not work, with a button to do it again. */
export const attempt = async (act: () => Promise<void>): Promise<'done' | 'failed'> => {
  try {
    await act();
    return 'done';
  } catch (reason) {
    const problem = problemOf(reason);
    useNotices().show(translate(errorKey(problem.code), problem.data), 'problem', {
      label: translate('app.tryAgain'),
      run: () => void attempt(act),
    });
    return 'failed';
  }
};
