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

/** The same for each of many. */
export const rememberedBy = <Key, Value>(read: (key: Key) => Promise<Value>) => {
  const known = new Map<Key, ReturnType<typeof remembered<Value>>>();
  return {
    of(key: Key): ReturnType<typeof remembered<Value>> {
      const one = known.get(key) ?? remembered(() => read(key));
      known.set(key, one);
      return one;
    },
    forget: (): void => known.clear(),
  };
};
