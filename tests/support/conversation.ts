import type { Message, Output } from '../../src/shared/contract/index.ts';
import type { ConversationId } from '../../src/shared/ids.ts';
import type { TestEngine } from './engine.ts';

const onItsWay = new Set<Message['state']['kind']>(['queued', 'pending', 'streaming']);

/** The messages of the branch that is shown. */
export const shown = async (engine: TestEngine, conversationId: ConversationId): Promise<Message[]> => {
  const position = { kind: 'latest' as const };
  const page = await engine.client.request('messages.page', { conversationId, position, limit: 100 });
  return page.messages;
};

/** The answer once it has ended, whether or not that was before we asked. */
export const settled = async (
  engine: TestEngine,
  { id, conversationId }: Pick<Message, 'id' | 'conversationId'>,
): Promise<Message> => {
  const ended = engine.ended(id);
  const page = await shown(engine, conversationId);
  const now = page.find((message) => message.id === id);
  return now && !onItsWay.has(now.state.kind) ? now : ended;
};

export const send = (
  engine: TestEngine,
  text: string,
  conversationId: ConversationId | null = null,
): Promise<Output<'chat.send'>> => engine.client.request('chat.send', { conversationId, text, model: null });

/** Sends and waits for the end of the answer. */
export const exchange = async (
  engine: TestEngine,
  text: string,
  conversationId: ConversationId | null = null,
): Promise<{ sent: Output<'chat.send'>; answer: Message }> => {
  const sent = await send(engine, text, conversationId);
  return { sent, answer: await settled(engine, sent.answer) };
};
