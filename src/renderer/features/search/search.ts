import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { ContractError } from '../../../shared/contract/errors.ts';
import type { Output } from '../../../shared/contract/operations.ts';
import type {
  ConversationHit,
  MatchCount,
  MessageHit,
  SearchSort,
  Understood,
} from '../../../shared/contract/search.ts';
import { engine, problemOf } from '../../engine/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { useFilterNames, withFilter, withoutFilter } from '../query/index.ts';

/** Fast typists would otherwise send searches that nobody sees. */
const pauseMs = 25;
const titlesShown = 5;
/** Exactly to here: more digits help nobody while typing. */
const countedTo = 1_000;

export interface Found {
  understood: Understood;
  conversations: readonly ConversationHit[];
  /** In pages, so that the order of what is shown never changes when more comes. */
  pages: readonly (readonly MessageHit[])[];
  next: string | null;
  bounded: boolean;
}

export interface SearchOptions {
  /** Names the box to the engine: a newer search of the same box takes the place of an older one. */
  box: string;
  limit: number;
  /** Counting to the end costs more than the first page; the palette does without. */
  timeline: 'wanted' | 'not wanted';
}

/** Searches while one types. What is shown stays until the newer result is there. */
export const useSearch = (text: Ref<string>, { box, limit, timeline: isTimeline }: SearchOptions) => {
  const { language } = useTexts();
  const names = useFilterNames();
  const found = shallowRef<Found | null>(null);
  const problem = shallowRef<ContractError | null>(null);
  const timeline = shallowRef<Output<'search.timeline'> | null>(null);
  const counted = shallowRef<MatchCount | null>(null);
  const spelling = shallowRef<Output<'search.spelling'>['suggestions']>([]);
  const isLoadingMore = ref(false);
  const reach = ref<'newest_matches' | 'all_matches'>('newest_matches');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  /** As it is in the box: the engine's positions are cut out of this very text. */
  const typed = () => ({ text: text.value, language: language.value });

  const ask = (cursor: string | null) =>
    engine.query('search.find', {
      ...typed(),
      box,
      limit,
      cursor,
      reach: reach.value,
    });

  /** Asked at the same time: shown later, titles would push away what one is reading. */
  const askTitles = async (): Promise<Output<'search.titles'>['conversations']> => {
    try {
      return (await engine.query('search.titles', { ...typed(), limit: titlesShown })).conversations;
    } catch {
      // The messages are there without them.
      return [];
    }
  };

  const failed = (reason: unknown, mine: number): void => {
    const told = problemOf(reason);
    if (mine === newest && told.code !== 'search.superseded') problem.value = told;
  };

  const askTimeline = async (mine: number): Promise<void> => {
    try {
      const answer = await engine.query('search.timeline', { ...typed(), box });
      if (mine === newest) timeline.value = answer;
    } catch {
      // The results are there without it.
    }
  };

  /** Until the timeline is there, or in its place: to a thousand, and about how many there are beyond. */
  const askCount = async (mine: number): Promise<void> => {
    try {
      const answer = await engine.query('search.count', {
        ...typed(),
        box: `${box} count`,
        limit: countedTo,
      });
      if (mine === newest) counted.value = answer;
    } catch {
      // The results are there without it.
    }
  };

  const askSpelling = async (mine: number): Promise<void> => {
    try {
      const answer = await engine.query('search.spelling', typed());
      if (mine === newest) spelling.value = answer.suggestions;
    } catch {
      // Nothing was found either way.
    }
  };

  const find = async (): Promise<void> => {
    const mine = ++newest;
    try {
      const [{ hits, ...page }, conversations] = await Promise.all([ask(null), askTitles()]);
      if (mine !== newest) return;
      problem.value = null;
      spelling.value = [];
      found.value = page.understood.isEmpty ? null : { ...page, conversations, pages: [hits] };
      counted.value = null;
      if (found.value !== null && page.next !== null) void askCount(mine);
      if (found.value === null || isTimeline === 'not wanted') timeline.value = null;
      else void askTimeline(mine);
      if (found.value && hits.length === 0 && conversations.length === 0) void askSpelling(mine);
    } catch (reason) {
      failed(reason, mine);
    }
  };

  const more = async (): Promise<void> => {
    const now = found.value;
    if (!now?.next || isLoadingMore.value) return;
    const mine = newest;
    isLoadingMore.value = true;
    try {
      const page = await ask(now.next);
      if (mine !== newest) return;
      found.value = { ...now, pages: [...now.pages, page.hits], next: page.next };
    } catch (reason) {
      failed(reason, mine);
    } finally {
      isLoadingMore.value = false;
    }
  };

  const searchAll = (): void => {
    reach.value = 'all_matches';
    void find();
  };

  watch(
    text,
    (wanted) => {
      clearTimeout(timer);
      reach.value = 'newest_matches';
      if (wanted.trim() !== '') {
        timer = setTimeout(() => void find(), pauseMs);
        return;
      }
      newest += 1;
      found.value = null;
      problem.value = null;
      timeline.value = null;
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  const sort = computed<SearchSort>({
    get: () => found.value?.understood.sort ?? 'newest',
    set(wanted) {
      const filters = found.value?.understood.filters ?? [];
      text.value =
        wanted === 'newest'
          ? withoutFilter(text.value, filters, 'sort')
          : withFilter(text.value, filters, 'sort', names.writeSort(wanted));
    },
  });
  const count = computed<MatchCount | null>(() => {
    if (timeline.value) return { value: timeline.value.total, precision: 'exact' };
    if (found.value === null || found.value.next !== null || found.value.bounded) return counted.value;
    return { value: found.value.pages.flat().length, precision: 'exact' };
  });

  return { found, problem, timeline, spelling, isLoadingMore, count, sort, find, more, searchAll };
};
