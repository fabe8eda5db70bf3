import { ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { EngineState } from '../../shared/shell.ts';
import { translate } from '../i18n/index.ts';
import { useNotices } from './notices.ts';

/** How the engine is doing, as the shell tells. */
export const useEngineState = defineStore('engine-state', () => {
  const state = shallowRef<EngineState>({ kind: 'starting' });
  const isRestarting = ref(false);

  const become = (changed: EngineState): void => {
    const hadCrashed = state.value.kind === 'restarting';
    state.value = changed;
    if (changed.kind === 'running' || changed.kind === 'stopped') isRestarting.value = false;
    if (changed.kind === 'running' && hadCrashed) useNotices().show(translate('engine.restarted'));
  };

  const start = async (): Promise<void> => {
    let wasTold = false;
    window.versa.on('engine.state_changed', (changed) => {
      wasTold = true;
      become(changed);
    });
    const now = await window.versa.call('engine.state', {});
    // What was told meanwhile is younger than the answer.
    if (!wasTold) become(now);
  };

  const restart = async (mode: 'normal' | 'safe'): Promise<void> => {
    isRestarting.value = true;
    await window.versa.call('engine.restart', { mode });
  };

  return { state, isRestarting, start, restart };
});
