/**
 * The answer cache on a Zipf trace of 5,000 questions, through the engine's contract: how many need no model, and how
 * soon the first word of an answer is there from memory, from the file and from an endpoint whose first token takes 300 ms.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGroqDouble } from '../tests/doubles/groq/index.ts';
import { createRandom } from '../tests/support/corpus/index.ts';
import { launchEngine, type TestEngine } from '../tests/support/engine.ts';
import type { MessageId } from '../src/shared/ids.ts';
import { median, percentile, rounded } from './lib/statistics.ts';

const requests = 5_000;
const distinct = 700;
/** As many people ask at once; latencies are measured with one. */
const atOnce = 8;
const firstTokenMs = 300;
const p95 = (values: readonly number[]): number => percentile(values, 0.95);

const questionOf = (rank: number): string =>
  `Question ${rank}: ${'what is to be said of this and of that '.repeat(1 + (rank % 7))}?`;

/** How often each question is asked falls with its rank, as with words (Zipf, exponent 1). */
const trace = (): string[] => {
  const random = createRandom(5);
  const weights = Array.from({ length: distinct }, (_, rank) => 1 / (rank + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: requests }, () => {
    let place = random.next() * total;
    const rank = weights.findIndex((weight) => (place -= weight) <= 0);
    return questionOf(rank === -1 ? distinct - 1 : rank);
  });
};

/** Milliseconds from the request until its first words and until its end, as the window sees them. */
const createAsker = ({ client }: TestEngine) => {
  const waiting = new Map<MessageId, { first(): void; ended(): void }>();
  client.on('answer.delta', ({ messageId }) => waiting.get(messageId)?.first());
  client.on('messages.changed', ({ messages }) => {
    for (const { id, state } of messages) if (state.kind === 'complete') waiting.get(id)?.ended();
  });
  return async (text: string): Promise<{ firstMs: number; totalMs: number }> => {
    const began = performance.now();
    const { answer } = await client.request('chat.send', { conversationId: null, text, model: null });
    let firstMs: number | null = null;
    await new Promise<void>((resolve) =>
      waiting.set(answer.id, {
        first: () => (firstMs ??= performance.now() - began),
        ended: resolve,
      }),
    );
    waiting.delete(answer.id);
    return { firstMs: firstMs ?? NaN, totalMs: performance.now() - began };
  };
};

const firstTokens = async (engine: TestEngine, questions: readonly string[]): Promise<number[]> => {
  const ask = createAsker(engine);
  const taken: number[] = [];
  for (const question of questions) taken.push((await ask(question)).firstMs);
  return taken;
};

const double = await startGroqDouble();
double.setDefault({
  kind: 'answer',
  tokensPerSecond: Infinity,
  firstTokenDelayMs: firstTokenMs,
  reasoning: '',
  text: ({ messages }) => `${messages.at(-1)?.text} `.repeat(4),
});
const dataFolder = await mkdtemp(join(tmpdir(), 'versaai-cache-'));
const usual = {
  dataFolder,
  groqBaseUrl: double.apiUrl,
  mode: 'safe',
  endpointSettings: { atOnce: 64 },
} as const;

let engine = await launchEngine(usual);

const questions = trace();
const live: number[] = [];
const ask = createAsker(engine);
let next = 0;
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let index = next++; index < questions.length; index = next++) {
      const { firstMs } = await ask(questions[index] ?? '');
      if (firstMs >= firstTokenMs) live.push(firstMs);
      if (index % 1_000 === 999) console.log(`  ${index + 1} of ${requests} asked`);
    }
  }),
);
const hitRatio = 1 - double.chats.length / requests;

const known = [...new Set(questions)].slice(0, 280);
const fromMemory = await firstTokens(engine, known);
await engine.stop();
// Nothing fits into its memory: every answer is read from the file.
engine = await launchEngine({ ...usual, cacheMemoryBytes: 1 });
// Its threads have compiled nothing yet: what is measured is an app that has been used for a minute.
await firstTokens(engine, known.slice(0, 100));
const fromFile = await firstTokens(engine, known);
const { disk, memory } = await engine.client.request('cache.statistics', {});
if (disk.hits < known.length)
  throw new Error(`${disk.hits} answers came from the file, ${memory.hits} from memory`);
await engine.stop();
await double.close();
await rm(dataFolder, { recursive: true, force: true });

for (const [name, values] of Object.entries({ 'the model': live, memory: fromMemory, 'the file': fromFile }))
  console.log(
    `  first words from ${name.padEnd(10)} p50 ${median(values).toFixed(2)} ms, p95 ${p95(values).toFixed(2)} ms`,
  );
console.log(
  `RESULT ${JSON.stringify({
    l1_p95_ms: rounded(p95(fromMemory)),
    l2_p95_ms: rounded(p95(fromFile)),
    hit_ratio: rounded(hitRatio),
    speedup: rounded(median(live) / p95(fromFile), 0),
  })}`,
);
