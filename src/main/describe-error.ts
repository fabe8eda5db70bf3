const codeOf = (error: Error): string | null =>
  'code' in error && typeof error.code === 'string' ? error.code : null;

/**
 * A parser quotes what it could not read, and that may be somebody's words. The messages of these kinds name
 * identifiers, codes and paths.
 */
const hasHarmlessMessage = (error: Error): boolean =>
  codeOf(error) !== null ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  error instanceof ReferenceError;

/** An error as the log may hold it: what kind, where, and its message only when that cannot carry content. */
export const describeError = (reason: unknown): Record<string, string | null> => {
  if (!(reason instanceof Error)) return { error: typeof reason, code: null, message: null, stack: null };
  const frames = (reason.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: reason.name,
    code: codeOf(reason),
    message: hasHarmlessMessage(reason) ? reason.message.slice(0, 300) : null,
    stack: frames.join('\n').slice(0, 4000),
  };
};
