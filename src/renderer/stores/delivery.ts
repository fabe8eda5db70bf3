import { shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { DeliverySettings } from '../../shared/contract/delivery.ts';
import type { ContractError } from '../../shared/contract/errors.ts';
import { engine, problemOf } from '../engine/index.ts';

/** How answers are got: what is served again, what steps in, what it costs. Read when the settings are opened. */
export const useDelivery = defineStore('delivery', () => {
  const settings = shallowRef<DeliverySettings | null>(null);
  const problem = shallowRef<ContractError | null>(null);

  const load = async (): Promise<void> => {
    try {
      settings.value = await engine.query('delivery.get', {});
      problem.value = null;
    } catch (reason) {
      problem.value = problemOf(reason);
    }
  };

  const save = async (change: Partial<DeliverySettings>): Promise<void> => {
    settings.value = await engine.command('delivery.save', change);
  };

  return { settings, problem, load, save };
});
