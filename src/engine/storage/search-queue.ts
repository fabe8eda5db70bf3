import { failure } from '../../shared/contract/index.ts';

interface Waiting {
  start(): Promise<unknown>;
  give(output: Promise<unknown>): void;
  refuse(reason: Error): void;
}

/** A flag that both threads see: the searching one looks at it between two steps. */
export class Abandonment {
  readonly flag = new Int32Array(new SharedArrayBuffer(4));

  raise(): void {
    Atomics.store(this.flag, 0, 1);
  }
  lower(): void {
    Atomics.store(this.flag, 0, 0);
  }
}

/**
 * One search at a time; of each box only the newest waits, and the one that runs is told to stop when it is of the same
 * box: what was typed last is never far.
 */
export class SearchQueue {
  readonly #abandonment: Abandonment;
  readonly #waiting = new Map<string, Waiting>();
  #runningBox: string | null = null;

  constructor(abandonment: Abandonment) {
    this.#abandonment = abandonment;
  }

  run<Result>(box: string, start: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.get(box)?.refuse(failure('search.superseded'));
      // At the end of the line: a box in which somebody types on must not keep the others waiting.
      this.#waiting.delete(box);
      this.#waiting.set(box, {
        start,
        give: (output) => resolve(output as Promise<Result>),
        refuse: reject,
      });
      if (this.#runningBox === box) this.#abandonment.raise();
      this.#next();
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    if (this.#runningBox !== null || !first) return;
    const [box, { start, give }] = first;
    this.#waiting.delete(box);
    this.#runningBox = box;
    this.#abandonment.lower();
    const output = start();
    give(output);
    const done = (): void => {
      this.#runningBox = null;
      this.#next();
    };
    output.then(done, done);
  }
}
