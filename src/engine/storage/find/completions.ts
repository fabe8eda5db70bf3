import type { Database } from 'better-sqlite3';
import type { Completion, FilterName, Input, Output } from '../../../shared/contract/index.ts';
import { fold, wordsOf } from '../../../shared/search-text/index.ts';
import { completionContext, filterText, staticCompletions, toPhrase } from '../../search/index.ts';

interface Named {
  name: string;
  count: number | null;
}

/** What could stand at the caret: the language's own words, and the names that this history has. */
export const completionReads = (database: Database, namesInUse: () => Output<'organising.names'>) => {
  const newestTitles = database
    .prepare<[number], string>(
      `SELECT c.title FROM conversations AS c
       WHERE c.deleted_at IS NULL AND c.archived_at IS NULL AND c.pinned_at IS NULL AND c.title <> ''
       ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ?`,
    )
    .pluck();
  const titles = database
    .prepare<[string, number], string>(
      `SELECT c.title FROM titles_index AS f CROSS JOIN conversations AS c ON c.number = f.rowid
       WHERE titles_index MATCH ? AND c.deleted_at IS NULL ORDER BY f.rowid DESC LIMIT ?`,
    )
    .pluck();
  const models = database.prepare<[], Named>('SELECT model AS name, NULL AS count FROM models_used');

  const titled = (typed: string, limit: number): Named[] => {
    const words = [...wordsOf(typed)].map(({ folded }) => folded);
    const found =
      words.length === 0 ? newestTitles.all(limit) : titles.all(toPhrase({ words, prefix: true }), limit);
    return [...new Set(found)].map((name) => ({ name, count: null }));
  };

  /** Names that hold what is typed; those that begin with it first. */
  const holding = (names: readonly Named[], typed: string): Named[] => {
    const wanted = fold(typed);
    const place = ({ name }: Named): number => fold(name).indexOf(wanted);
    return names
      .filter((named) => place(named) !== -1)
      .sort(
        (one, other) =>
          Math.sign(place(one)) - Math.sign(place(other)) || (other.count ?? 0) - (one.count ?? 0),
      );
  };

  const counted = (names: Output<'organising.names'>['tags']): Named[] =>
    names.map(({ name, conversations }) => ({ name, count: conversations }));

  const namesFor = (name: FilterName, typed: string, limit: number): Named[] => {
    if (name === 'in') return titled(typed, limit);
    if (name === 'folder') return holding(counted(namesInUse().folders), typed);
    if (name === 'tag') return holding(counted(namesInUse().tags), typed);
    return name === 'model' ? holding(models.all(), typed) : [];
  };

  return {
    complete(
      { text, caret, language, limit }: Input<'search.complete'>,
      now: number,
    ): Output<'search.complete'> {
      const context = completionContext(text, caret);
      const { start, end, at } = context;
      const fixed = staticCompletions(context, language, now);
      const named: Completion[] =
        at.kind === 'value'
          ? namesFor(at.name, at.typed, limit).map(({ name, count }) => ({
              kind: 'value',
              name: at.name,
              value: name,
              insert: `${at.negated ? '-' : ''}${filterText(at.name, name, language)} `,
              count,
            }))
          : [];
      return { start, end, completions: [...named, ...fixed].slice(0, limit) };
    },
  };
};
