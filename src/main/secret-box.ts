import { safeStorage } from 'electron';

/** Electron 46 leaves only the asynchronous calls, the oldest runtime that we run on has only the others. */
const hasAsynchronousCalls = (): boolean => 'encryptStringAsync' in safeStorage;

/**
 * On Linux the ciphertext starts with the version of its key: 10 is made from a password that stands in Chromium's
 * source, later ones are made from the keyring's secret.
 */
const isMadeWithKnownPassword = (sealed: Buffer): boolean =>
  process.platform === 'linux' && sealed.subarray(0, 3).toString('latin1') === 'v10';

export interface Sealed {
  protection: 'keychain' | 'weak';
  ciphertext: string;
}

/** Rejects where the system offers nothing to seal with. May ask the user to unlock the keychain. */
export const seal = async (text: string): Promise<Sealed> => {
  const sealed = hasAsynchronousCalls()
    ? await safeStorage.encryptStringAsync(text)
    : safeStorage.encryptString(text);
  return {
    protection: isMadeWithKnownPassword(sealed) ? 'weak' : 'keychain',
    ciphertext: sealed.toString('base64'),
  };
};

export const unseal = async (ciphertext: string): Promise<string> => {
  const sealed = Buffer.from(ciphertext, 'base64');
  if (!hasAsynchronousCalls()) return safeStorage.decryptString(sealed);
  return (await safeStorage.decryptStringAsync(sealed)).result;
};

/** On Linux without a keyring, safeStorage refuses to work until this has been said. */
export const allowKnownPassword = (): void => {
  if (process.platform === 'linux') safeStorage.setUsePlainTextEncryption(true);
};

/** Told by trying, because what the system claims to have differs from what works. */
export const probeKeychain = async (): Promise<'available' | 'weak' | 'unavailable'> => {
  try {
    const { protection } = await seal('probe');
    return protection === 'keychain' ? 'available' : 'weak';
  } catch {
    return process.platform === 'linux' ? 'weak' : 'unavailable';
  }
};
