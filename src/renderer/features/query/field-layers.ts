import type { SearchFilter, SearchProblem, Understood } from '../../../shared/contract/search.ts';

/** A piece of what is typed, and how it was understood. */
export interface TypedPiece {
  text: string;
  start: number;
  look: 'plain' | 'filter' | 'problem';
}

const looks = (
  understood: Understood,
): (Pick<SearchFilter | SearchProblem, 'start' | 'end'> & {
  look: 'filter' | 'problem';
})[] =>
  [
    ...understood.problems.map(({ start, end }) => ({ start, end, look: 'problem' as const })),
    ...understood.filters.map(({ start, end }) => ({ start, end, look: 'filter' as const })),
  ].sort((one, other) => one.start - other.start);

/** The typed text cut where its looks change. What was understood of an older text is not applied to a newer one. */
export const piecesOf = (text: string, understood: Understood | null): TypedPiece[] => {
  const pieces: TypedPiece[] = [];
  let at = 0;
  const add = (end: number, look: TypedPiece['look']): void => {
    if (end > at) pieces.push({ text: text.slice(at, end), start: at, look });
    at = Math.max(at, end);
  };
  for (const { start, end, look } of understood ? looks(understood) : []) {
    if (start < at || end > text.length) continue;
    add(start, 'plain');
    add(end, look);
  }
  add(text.length, 'plain');
  return pieces;
};
