/** A hidden window gets no frames; its text must go on growing all the same. */
const longestWaitMs = 120;

/** Runs `work` once in the next frame, however often it is asked for until then. */
export const oncePerFrame = (work: () => void): (() => void) => {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    const run = (): void => {
      if (!isDue) return;
      isDue = false;
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      work();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, longestWaitMs);
  };
};
