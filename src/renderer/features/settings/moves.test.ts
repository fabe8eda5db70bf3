import { expect, it } from 'vitest';
import { moved, without } from './moves.ts';

it('an item changes places with its neighbour', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
});

it('the first goes no further up and the last no further down', () => {
  expect(moved(['a', 'b'], 0, -1)).toBeNull();
  expect(moved(['a', 'b'], 1, 1)).toBeNull();
});

it('the list that is shown stays as it is until the change is kept', () => {
  const shown = ['a', 'b', 'c'];
  moved(shown, 0, 1);
  expect(without(shown, 1)).toEqual(['a', 'c']);
  expect(shown).toEqual(['a', 'b', 'c']);
});
