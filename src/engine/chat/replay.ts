import { setTimeout } from 'node:timers/promises';

/** About what fast models send in that time, so that reading is the same as with a live answer. */
const pieceLength = 80;
const pauseMs = 5;
/** A long answer comes in larger pieces: nobody likes to wait for what is there already. */
const mostPieces = 100;

/** Hands over a text that is there already as a live one comes. Rejects with the signal's reason. */
export const replay = async (
  content: string,
  receive: (text: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  const length = Math.max(pieceLength, Math.ceil(content.length / mostPieces));
  for (let from = 0; from < content.length; from += length) {
    if (from > 0) await setTimeout(pauseMs);
    signal.throwIfAborted();
    receive(content.slice(from, from + length));
  }
};
