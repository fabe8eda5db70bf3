/**
 * Something that is asked for all the time and changes rarely: read once, and again after `forget`. A reading that was
 * under way when it was forgotten is not kept.
 */
export const remembered = <Value>(read: () => Promise<Value>) => {
  let known: Promise<Value> | null = null;
  const forget = (): void => {
    known = null;
  };
  return {
    get(): Promise<Value> {
      if (known) return known;
      const reading = read();
      known = reading;
      reading.catch(() => {
        if (known === reading) forget();
      });
      return reading;
    },
    forget,
    /** Changes it. Nobody is told what was before the change once that is done. */
    async change<Result>(write: () => Promise<Result>): Promise<Result> {
      try {
        return await write();
      } finally {
        forget();
      }
    },
  };
};
