import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** An id as the database holds it: 16 bytes, whose order is the order of their making. */
export const idToBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

export const idFromBytes = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

const timeOf = (id: Uint8Array): number => Buffer.from(id).readUIntBE(0, 6);

const idBytes = 16;

/**
 * Makes UUIDv7s that only ever grow, also within a millisecond, when the clock is set back, and past `newest`, the
 * greatest id made before this process: the order of siblings is the order of their ids.
 */
export const createIdMaker = (newest: Uint8Array | null): ((now: number) => Buffer) => {
  let time = newest ? timeOf(newest) + 1 : 0;
  let sequence = 0;
  // Asking the system for each id's 16 bytes by themselves takes longer than all the rest of an insertion's bookkeeping.
  const pool = Buffer.alloc(idBytes * 512);
  let used = pool.length;
  const random = (): Buffer => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    used += idBytes;
    return pool.subarray(used - idBytes, used);
  };
  return (now) => {
    if (now > time) {
      time = now;
      sequence = 0;
    } else {
      sequence += 1;
    }
    return v7({ random: random(), msecs: time, seq: sequence }, Buffer.alloc(idBytes));
  };
};
