export type Step = 1 | -1;

/** The list with one of its items a place up or down; `null` when there is no such place. */
export const moved = <Item>(list: readonly Item[], index: number, by: Step): Item[] | null => {
  const item = list[index];
  const other = list[index + by];
  if (item === undefined || other === undefined) return null;
  const changed = [...list];
  changed[index] = other;
  changed[index + by] = item;
  return changed;
};

export const without = <Item>(list: readonly Item[], index: number): Item[] =>
  list.filter((_, place) => place !== index);
