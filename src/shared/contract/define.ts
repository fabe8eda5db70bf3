import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** One entry of the contract. Commands change, queries read. */
export interface Operation<
  Kind extends 'command' | 'query' = 'command' | 'query',
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Codes extends ErrorCode = ErrorCode,
> {
  readonly kind: Kind;
  readonly input: Input;
  readonly output: Output;
  readonly errors: readonly Codes[];
}

export const command = <Input extends z.ZodType, Output extends z.ZodType, Codes extends ErrorCode = never>(
  input: Input,
  output: Output,
  errors: readonly Codes[] = [],
): Operation<'command', Input, Output, Codes> => ({ kind: 'command', input, output, errors });

export const query = <Input extends z.ZodType, Output extends z.ZodType, Codes extends ErrorCode = never>(
  input: Input,
  output: Output,
  errors: readonly Codes[] = [],
): Operation<'query', Input, Output, Codes> => ({ kind: 'query', input, output, errors });
