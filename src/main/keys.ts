import type { EndpointId } from '../shared/ids.ts';
import type { KeyProtection, ShellOutput } from '../shared/shell.ts';
import { describeError } from './describe-error.ts';
import type { Log } from './log.ts';
import { allowKnownPassword, probeKeychain, seal, unseal, type Sealed } from './secret-box.ts';
import type { Store } from './store.ts';

export interface Keys {
  endpoints(): EndpointId[];
  /** `null` where there is none, and where the keychain does not give it back. */
  read(endpointId: EndpointId): Promise<string | null>;
  save(endpointId: EndpointId, key: string, protection: KeyProtection): Promise<ShellOutput<'keys.save'>>;
  delete(endpointId: EndpointId): void;
  status(): Promise<ShellOutput<'keys.status'>>;
}

/** The keys of endpoints: in the keychain, scrambled, or in memory until the app quits. */
export const openKeys = (store: Store, log: Log, onChange: () => void): Keys => {
  const inMemory = new Map<EndpointId, string>();

  const stored = (): [EndpointId, Sealed][] => Object.entries(store.get('keys')) as [EndpointId, Sealed][];

  const forget = (endpointId: EndpointId): void => {
    inMemory.delete(endpointId);
    const others = stored().filter(([id]) => id !== endpointId);
    store.set('keys', Object.fromEntries(others));
  };

  const keep = (endpointId: EndpointId, sealed: Sealed): void => {
    forget(endpointId);
    store.set('keys', { ...store.get('keys'), [endpointId]: sealed });
  };

  return {
    endpoints: () => [...new Set([...inMemory.keys(), ...stored().map(([id]) => id)])],
    async read(endpointId) {
      const remembered = inMemory.get(endpointId);
      if (remembered !== undefined) return remembered;
      const sealed = store.get('keys')[endpointId];
      if (!sealed) return null;
      try {
        if (sealed.protection === 'weak') allowKnownPassword();
        return await unseal(sealed.ciphertext);
      } catch (reason) {
        log.write({ level: 'error', event: 'key.unreadable', details: describeError(reason) });
        return null;
      }
    },
    async save(endpointId, key, protection) {
      if (protection === 'memory') {
        forget(endpointId);
        inMemory.set(endpointId, key);
        onChange();
        return { kind: 'saved', protection };
      }
      try {
        if (protection === 'weak') allowKnownPassword();
        const sealed = await seal(key);
        // Better protected than asked for is welcome, worse is not.
        if (protection === 'keychain' && sealed.protection === 'weak') return { kind: 'refused' };
        keep(endpointId, sealed);
        onChange();
        return { kind: 'saved', protection: sealed.protection };
      } catch (reason) {
        log.write({ level: 'error', event: 'key.refused', details: describeError(reason) });
        return { kind: 'refused' };
      }
    },
    delete(endpointId) {
      forget(endpointId);
      onChange();
    },
    status: async () => ({
      keychain: await probeKeychain(),
      keys: [
        ...[...inMemory.keys()].map((endpointId) => ({ endpointId, protection: 'memory' as const })),
        ...stored().map(([endpointId, { protection }]) => ({ endpointId, protection })),
      ],
    }),
  };
};
