import { z } from 'zod';

/** How a conversation stands to its model's context window, in tokens. */
export const contextBudgetSchema = z.object({
  /** What the model takes in and gives out together. */
  window: z.int().nonnegative(),
  /** Kept free of it for the answer. */
  reserved: z.int().nonnegative(),
  /** What is sent: the system prompt, the turns that fit, and what frames them. */
  used: z.int().nonnegative(),
  /** `exact` is counted with the model's own vocabulary, `about` is estimated from another's. */
  precision: z.enum(['exact', 'about']),
  /** The oldest messages, which are not sent. */
  leftOut: z.int().nonnegative(),
  /** By how much the system prompt and the last question alone are over; `null` when they fit. */
  tooLongBy: z.int().positive().nullable(),
});
export type ContextBudget = z.infer<typeof contextBudgetSchema>;
