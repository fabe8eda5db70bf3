import type { EventPayload } from '../../../shared/contract/events.ts';
import type { MessageId } from '../../../shared/ids.ts';

type Delta = Pick<EventPayload<'answer.delta'>, 'messageId' | 'offset' | 'text'>;

interface Piece {
  start: number;
  text: string;
}

/**
 * What has arrived of answers that are on their way. The stored text lags behind it by up to a checkpoint; together
 * they give the whole, unless something was missed between them.
 */
export class AnswerDeltas {
  readonly #pieces = new Map<MessageId, Piece>();

  add({ messageId, offset, text }: Delta): void {
    const piece = this.#pieces.get(messageId);
    const fits = piece && offset >= piece.start && offset <= piece.start + piece.text.length;
    this.#pieces.set(
      messageId,
      fits
        ? { start: piece.start, text: piece.text.slice(0, offset - piece.start) + text }
        : { start: offset, text },
    );
  }

  /** The answer as far as it is known. `isWhole` is false when text is missing between what is stored and what came. */
  complete(messageId: MessageId, stored: string): { content: string; isWhole: boolean } {
    const piece = this.#pieces.get(messageId);
    if (!piece) return { content: stored, isWhole: true };
    if (piece.start > stored.length) return { content: stored, isWhole: false };
    return { content: stored + piece.text.slice(stored.length - piece.start), isWhole: true };
  }

  /** The answer has ended: what is stored is all of it. */
  forget(messageId: MessageId): void {
    this.#pieces.delete(messageId);
  }

  clear(): void {
    this.#pieces.clear();
  }
}
