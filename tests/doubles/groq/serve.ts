/** Runs the double by hand: `node tests/doubles/groq/serve.ts --port 4545` (Node 24 strips the types). */
import { parseArgs } from 'node:util';
import { startGroqDouble } from './index.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4545' },
    dialect: { type: 'string', default: 'groq' },
    'tokens-per-second': { type: 'string', default: '480' },
    'first-token-delay-ms': { type: 'string', default: '200' },
  },
});

const double = await startGroqDouble({
  port: Number(values.port),
  dialect: values.dialect === 'openai-compatible' ? 'openai-compatible' : 'groq',
  onRequest: (request) => console.log(`${request.method} ${request.path}`),
});
double.setDefault({
  kind: 'answer',
  tokensPerSecond: Number(values['tokens-per-second']),
  firstTokenDelayMs: Number(values['first-token-delay-ms']),
});
console.log(`Groq double (${values.dialect}) on ${double.apiUrl}; Ctrl+C stops it.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void double.close());
}
