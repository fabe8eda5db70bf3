import type { MessageHit } from '../../../shared/contract/search.ts';

/** Hits of one conversation that follow each other. */
export interface HitGroup {
  key: string;
  title: string;
  hits: { hit: MessageHit; index: number }[];
}

/** Cut where the conversation changes; a page never changes the groups of the pages before it. */
export const groupHits = (pages: readonly (readonly MessageHit[])[]): HitGroup[] => {
  const groups: HitGroup[] = [];
  let index = 0;
  pages.forEach((page, number) => {
    page.forEach((hit, place) => {
      const last = groups.at(-1);
      const isSame = last?.hits.at(-1)?.hit.conversationId === hit.conversationId;
      if (last && isSame && place > 0) last.hits.push({ hit, index });
      else
        groups.push({
          key: `${number}-${hit.messageId}`,
          title: hit.conversationTitle,
          hits: [{ hit, index }],
        });
      index += 1;
    });
  });
  return groups;
};
