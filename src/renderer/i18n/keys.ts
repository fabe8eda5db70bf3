import type { ErrorCode } from '../../shared/contract/errors.ts';
import type english from './en/index.ts';

/** The paths of all texts, so that a key that does not exist fails to compile. */
type Leaves<Tree, Path extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string
    ? `${Path}${Key}`
    : Leaves<Tree[Key], `${Path}${Key}.`>;
}[keyof Tree & string];

/** The same tree in another language: every key, any text. */
type Translated<Tree> = { [Key in keyof Tree]: Tree[Key] extends string ? string : Translated<Tree[Key]> };

export type Messages = Translated<typeof english>;
export type MessageKey = Leaves<Messages>;

/** Every error has its sentence: this stops compiling when a code of the contract has none. */
export const errorKey = (code: ErrorCode): MessageKey => `errors.${code}`;
