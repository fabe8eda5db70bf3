import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One clock for all processes of this machine: milliseconds since 1970 with microseconds behind the point. */
export const machineTime = (): number => performance.timeOrigin + performance.now();

export interface StampingEndpoint {
  /** What a client takes as base URL. */
  baseUrl: string;
  /** When the request whose last turn is `question` arrived. */
  arrivalOf(question: string): number | undefined;
  close(): Promise<void>;
}

interface Plan {
  /** Pieces of the answer; each is the time at which it was sent. */
  pieces: number;
  /** Milliseconds between two of them. */
  everyMs: number;
}

const chunk = (content: string, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;

/** Each piece says when it left, so that whoever receives it knows how long it took; a sentence end keeps them apart. */
const answer = (response: ServerResponse, { pieces, everyMs }: Plan): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(chunk(`${machineTime()};`, null));
    sent += 1;
    if (sent < pieces) return;
    clearInterval(timer);
    response.end(`${chunk('', 'stop')}data: [DONE]\n\n`);
  }, everyMs);
};

/** An endpoint that notes when requests come in and writes into its answers when they went out. */
export const startStampingEndpoint = async (plan: Plan): Promise<StampingEndpoint> => {
  const arrivals = new Map<string, number>();
  const server = createServer((request, response) => {
    const arrived = machineTime();
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => {
      body += piece;
    });
    request.on('end', () => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ object: 'list', data: [{ id: 'openai/gpt-oss-120b', object: 'model' }] }),
        );
        return;
      }
      const { messages } = JSON.parse(body) as { messages: { content: string }[] };
      arrivals.set(messages.at(-1)?.content ?? '', arrived);
      answer(response, plan);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/openai/v1`,
    arrivalOf: (question) => arrivals.get(question),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
