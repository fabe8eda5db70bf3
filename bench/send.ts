/**
 * What the engine costs: from a window's request to the request's arrival at the endpoint, and from a piece of text
 * leaving the endpoint to the window's event, each against groq-sdk called bare in the same run, taken in turn.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from '@playwright/test';
import Groq from 'groq-sdk';
import { electronLaunchOptions } from '../scripts/lib/launch.mjs';
import { machineTime, startStampingEndpoint, type StampingEndpoint } from './lib/stamping-endpoint.ts';
import { median, percentile, rounded } from './lib/statistics.ts';

const rounds = 150;
const plan = { pieces: 20, everyMs: 4 };
const model = 'openai/gpt-oss-120b';

interface Sample {
  /** Milliseconds from the call to the request's arrival. */
  sendMs: number;
  /** Milliseconds from each piece's leaving to its being told. */
  deltaMs: number[];
}

/** Runs in the window: a client of the contract by hand, so that nothing of the app's screens is measured with it. */
const openClient = async (page: Page): Promise<void> => {
  await page.evaluate(async () => {
    const machineTimeHere = (): number => performance.timeOrigin + performance.now();
    const port = await new Promise<MessagePort>((resolve) => {
      window.addEventListener('message', (event) => {
        if (event.data === 'versa:engine-port' && event.ports[0]) resolve(event.ports[0]);
      });
      void window.versa.call('engine.connect', {});
    });
    let conversationId: string | null = null;
    const measure = (text: string): Promise<{ calledAt: number; deltaMs: number[] }> =>
      new Promise((resolve, reject) => {
        const deltaMs: number[] = [];
        let answerId = '';
        const calledAt = machineTimeHere();
        port.onmessage = ({ data }) => {
          if (data.kind === 'failure') reject(new Error(JSON.stringify(data.error)));
          if (data.kind === 'answer') {
            conversationId = data.output.conversation.id;
            answerId = data.output.answer.id;
          }
          if (data.kind !== 'event') return;
          if (data.name === 'answer.delta') {
            const now = machineTimeHere();
            const stamps = String(data.payload.text).split(';').filter(Boolean).map(Number);
            deltaMs.push(...stamps.map((stamp) => now - stamp));
          }
          if (data.name === 'messages.changed') {
            const ended = data.payload.messages.find(
              (message: { id: string; state: { kind: string } }) =>
                message.id === answerId && message.state.kind === 'complete',
            );
            if (ended) resolve({ calledAt, deltaMs });
          }
        };
        const input = { conversationId, text, model: null };
        port.postMessage({ kind: 'request', id: 1, name: 'chat.send', input });
      });
    Object.assign(window, { measure });
  });
};

const throughApp = async (page: Page, endpoint: StampingEndpoint, question: string): Promise<Sample> => {
  const { calledAt, deltaMs } = await page.evaluate(
    (text) =>
      (
        window as unknown as { measure(text: string): Promise<{ calledAt: number; deltaMs: number[] }> }
      ).measure(text),
    question,
  );
  return { sendMs: (endpoint.arrivalOf(question) ?? NaN) - calledAt, deltaMs };
};

const bare = async (client: Groq, endpoint: StampingEndpoint, question: string): Promise<Sample> => {
  const deltaMs: number[] = [];
  const calledAt = machineTime();
  const stream = client.post<AsyncIterable<Groq.Chat.Completions.ChatCompletionChunk>>('/chat/completions', {
    body: { model, messages: [{ role: 'user', content: question }], stream: true },
    stream: true,
  });
  for await (const chunk of await stream) {
    const text = chunk.choices[0]?.delta.content;
    if (text) deltaMs.push(machineTime() - Number(text.replace(';', '')));
  }
  return { sendMs: (endpoint.arrivalOf(question) ?? NaN) - calledAt, deltaMs };
};

const describe = (name: string, samples: readonly Sample[]): { send95: number; delta95: number } => {
  const sends = samples.map(({ sendMs }) => sendMs);
  const deltas = samples.flatMap(({ deltaMs }) => deltaMs);
  const send95 = percentile(sends, 0.95);
  const delta95 = percentile(deltas, 0.95);
  console.log(
    `${name.padEnd(10)} send p50 ${rounded(median(sends))} p95 ${rounded(send95)} ms · ` +
      `delta p50 ${rounded(median(deltas))} p95 ${rounded(delta95)} ms · ${deltas.length} pieces`,
  );
  return { send95, delta95 };
};

const endpoint = await startStampingEndpoint(plan);
const userData = await mkdtemp(join(tmpdir(), 'versaai-bench-'));
const app = await _electron.launch(
  electronLaunchOptions({ userData, env: { VERSAAI_GROQ_BASE_URL: endpoint.baseUrl, VERSAAI_STILL: '1' } }),
);
try {
  const page = await app.firstWindow();
  await page.waitForFunction(() => 'versa' in window);
  await page.evaluate(() =>
    window.versa.call('keys.save', { endpointId: 'groq' as never, key: 'gsk_bench', protection: 'memory' }),
  );
  await openClient(page);
  const client = new Groq({ apiKey: 'gsk_bench', baseURL: endpoint.baseUrl, maxRetries: 0 });

  const ours: Sample[] = [];
  const theirs: Sample[] = [];
  for (let round = -5; round < rounds; round += 1) {
    const mine = await throughApp(page, endpoint, `question ${round} through the app`);
    const other = await bare(client, endpoint, `question ${round} bare`);
    // The first rounds open connections and compile code, on both sides.
    if (round < 0) continue;
    ours.push(mine);
    theirs.push(other);
  }
  const app95 = describe('app', ours);
  const bare95 = describe('groq-sdk', theirs);
  const result = {
    send_overhead_ms: rounded(app95.send95 - bare95.send95),
    delta_overhead_ms: rounded(app95.delta95 - bare95.delta95),
  };
  console.log(`RESULT ${JSON.stringify(result)}`);
} finally {
  await app.close();
  await endpoint.close();
  await rm(userData, { recursive: true, force: true });
}
