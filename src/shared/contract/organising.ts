import { z } from 'zod';
import { conversationIdSchema, messageIdSchema } from '../ids.ts';
import { command, query } from './define.ts';
import { conversationSchema, folderSchema, messageSchema, tagSchema } from './entities.ts';

const nothing = z.object({});
const namedSchema = z.array(z.object({ name: z.string(), conversations: z.int().nonnegative() }));

/** How conversations are put in order, and what searches can be narrowed by. */
export const organisingOperations = {
  /** Absent fields stay as they are. A folder or tag comes into being with its first conversation, and goes with its last. */
  'conversations.organise': command(
    z.object({
      conversationId: conversationIdSchema,
      pin: z.enum(['pinned', 'unpinned']).optional(),
      shelf: z.enum(['active', 'archived']).optional(),
      folder: folderSchema.nullable().optional(),
      tags: z.array(tagSchema).max(50).optional(),
    }),
    z.object({ conversation: conversationSchema }),
    ['conversation.not_found'],
  ),
  'messages.star': command(
    z.object({ messageId: messageIdSchema, star: z.enum(['starred', 'unstarred']) }),
    z.object({ message: messageSchema }),
    ['message.not_found'],
  ),
  /** Folders and tags in use, by name. */
  'organising.names': query(nothing, z.object({ folders: namedSchema, tags: namedSchema })),
} as const;
