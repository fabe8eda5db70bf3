import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Storage } from '../../src/engine/storage/index.ts';
import type { MessageId } from '../../src/shared/ids.ts';
import { judgedCorpus, judgedQueries, type JudgedQuery } from '../support/judged.ts';
import { cleanUpShared, launchSharedStorage, search } from '../support/storage.ts';

/*
 * How well the search finds what people mean. The figures of floor.json may rise and must never fall; whoever makes the
 * search better raises them there.
 */

type Sort = 'newest' | 'relevance';
interface Quality {
  recallAt10: number;
  meanReciprocalRank: number;
}

const floor = JSON.parse(
  readFileSync(new URL('../fixtures/judged/floor.json', import.meta.url), 'utf8'),
) as Record<Sort, Quality>;

let storage: Storage;
const nameOf = new Map<MessageId, string>();

beforeAll(async () => {
  storage = await launchSharedStorage();
  const { conversations, names } = judgedCorpus();
  await storage.addPrepared(conversations);
  for (const { id: conversationId } of conversations) {
    const { messages } = await storage.messagesPage({
      conversationId,
      position: { kind: 'latest' },
      limit: 100,
    });
    for (const { id, content } of messages) {
      const name = names.get(content);
      if (name !== undefined) nameOf.set(id, name);
    }
  }
}, 60_000);
afterAll(cleanUpShared);

interface Judgement {
  query: JudgedQuery;
  recall: number;
  reciprocalRank: number;
}

const judge = async (query: JudgedQuery, sort: Sort): Promise<Judgement> => {
  const { hits } = await storage.find(search(`sort:${sort} ${query.text}`, { limit: 10 }));
  const ranks = query.relevant
    .map((name) => hits.findIndex(({ messageId }) => nameOf.get(messageId) === name))
    .filter((rank) => rank >= 0);
  return {
    query,
    recall: ranks.length / query.relevant.length,
    reciprocalRank: ranks.length === 0 ? 0 : 1 / (Math.min(...ranks) + 1),
  };
};

const mean = (values: number[]): number =>
  Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4));

describe('the judged set', () => {
  it('has 60 queries over 2,000 messages, and each message that a query should find', async () => {
    expect(judgedQueries).toHaveLength(60);
    expect((await storage.status()).messages).toBe(2_000);
    const names = new Set(nameOf.values());
    expect(judgedQueries.flatMap(({ relevant }) => relevant).filter((name) => !names.has(name))).toEqual([]);
  });

  it.each<Sort>(['newest', 'relevance'])('is found by %s no worse than before', async (sort) => {
    const judgements: Judgement[] = [];
    for (const query of judgedQueries) judgements.push(await judge(query, sort));
    const quality: Quality = {
      recallAt10: mean(judgements.map(({ recall }) => recall)),
      meanReciprocalRank: mean(judgements.map(({ reciprocalRank }) => reciprocalRank)),
    };
    const missed = judgements
      .filter(({ recall }) => recall < 1)
      .map(({ query, recall }) => `${query.text} (${query.kind}): ${recall.toFixed(2)}`);
    const report = `by ${sort}: ${JSON.stringify(quality)}\nnot all found:\n  ${missed.join('\n  ')}\n`;
    process.stdout.write(report);
    expect(quality.recallAt10, report).toBeGreaterThanOrEqual(floor[sort].recallAt10);
    expect(quality.meanReciprocalRank, report).toBeGreaterThanOrEqual(floor[sort].meanReciprocalRank);
  });
});
