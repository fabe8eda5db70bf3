import type { Message } from '../../../shared/contract/entities.ts';
import type { MessageId } from '../../../shared/ids.ts';

/** Whether an answer is on its way; one that is queued has not left yet. */
export const isOpen = (message: Message): boolean =>
  message.state.kind === 'pending' || message.state.kind === 'streaming';

/** The changed messages that lead, one below the other, to the leaf that is shown. */
const pathTo = (leafId: MessageId, changed: readonly Message[]): Message[] => {
  const byId = new Map(changed.map((message) => [message.id, message]));
  const path: Message[] = [];
  for (let step = byId.get(leafId); step; step = byId.get(step.parentId)) path.unshift(step);
  return path;
};

/** Whether each message stands below the one it belongs to: one that left, or changed places, leaves a gap. */
const isUnbroken = (branch: readonly Message[]): boolean =>
  branch.every(({ parentId }, index) => index === 0 || parentId === branch[index - 1]?.id);

/**
 * The branch after a change: messages replaced where they stand, new ones in the place of whatever followed their
 * parent. `null` when that cannot be told from what is known, and the branch has to be read again.
 */
export const patchBranch = (
  shown: readonly Message[],
  changed: readonly Message[],
  activeLeafId: MessageId,
  reach: 'to the end' | 'not to the end',
): Message[] | null => {
  const byId = new Map(changed.map((message) => [message.id, message]));
  const patched = shown.map((message) => byId.get(message.id) ?? message);
  if (!isUnbroken(patched)) return null;
  if (patched.some(({ id }) => id === activeLeafId)) {
    return reach === 'not to the end' || patched.at(-1)?.id === activeLeafId ? patched : null;
  }
  const path = pathTo(activeLeafId, changed);
  const [first] = path;
  if (!first) return reach === 'not to the end' ? patched : null;
  if (first.depth === 1) return path;
  const parentAt = patched.findIndex(({ id }) => id === first.parentId);
  return parentAt === -1 ? null : [...patched.slice(0, parentAt + 1), ...path];
};
