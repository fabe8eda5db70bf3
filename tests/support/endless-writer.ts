/** Writes into the data folder it is given, as fast as it can, until it is killed. Says so when it has begun. */
import { complete, model, openWriter } from './storage.ts';

const { call } = await openWriter(process.argv[2], Date.now);
let told = false;
for (let round = 0; ; round += 1) {
  const { conversation, answer } = call('beginConversation', {
    text: `Question ${round} about 机械学习`,
    model,
    parameters: {},
  });
  call('checkpointAnswer', { messageId: answer.id, content: 'half an' });
  call('endAnswer', { messageId: answer.id, end: complete(`Answer **${round}** in full. `.repeat(20)) });
  if (round % 5 === 0) call('starMessage', { messageId: answer.id, star: 'starred' });
  if (round % 3 === 0) call('deleteConversation', conversation.id);
  if (round % 7 === 0) call('mergeIndexPart', round % 2 === 0 ? 'first' : 'next');
  if (!told && round > 20) {
    told = true;
    process.stdout.write('writing\n');
  }
}
