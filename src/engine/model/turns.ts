/** The part of a policy that is used here; each of the library's fits. */
interface Policy {
  execute<Result>(task: () => PromiseLike<Result> | Result): Promise<Result>;
}

/**
 * Does the task when the policy lets it. An abort while it waits rejects at once with the signal's reason: the library
 * itself looks at signals only when the turn comes.
 */
export const inTurn = <Result>(
  policy: Policy,
  signal: AbortSignal,
  task: () => Promise<Result>,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const leave = (): void => reject(signal.reason as Error);
    const stay = (): void => signal.removeEventListener('abort', leave);
    signal.addEventListener('abort', leave, { once: true });
    const begin = (): Promise<Result> => {
      signal.throwIfAborted();
      // From here on the task itself heeds the signal, and has things to put in order.
      stay();
      return task();
    };
    policy.execute(begin).finally(stay).then(resolve, reject);
  });
