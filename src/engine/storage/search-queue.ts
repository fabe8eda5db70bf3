import { failure, type Input, type Output } from '../../shared/contract/index.ts';

type Find = (input: Input<'search.find'>) => Promise<Output<'search.find'>>;

interface Waiting {
  input: Input<'search.find'>;
  resolve(output: Promise<Output<'search.find'>>): void;
  reject(reason: Error): void;
}

/** One search at a time; of each box only the newest waits, so that what was typed last is never far. */
export class SearchQueue {
  readonly #find: Find;
  readonly #waiting = new Map<string, Waiting>();
  #busy = false;

  constructor(find: Find) {
    this.#find = find;
  }

  find(input: Input<'search.find'>): Promise<Output<'search.find'>> {
    return new Promise((resolve, reject) => {
      this.#waiting.get(input.box)?.reject(failure('search.superseded'));
      // At the end of the line: a box in which somebody types on must not keep the others waiting.
      this.#waiting.delete(input.box);
      this.#waiting.set(input.box, { input, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    if (this.#busy || !first) return;
    const [box, { input, resolve }] = first;
    this.#waiting.delete(box);
    this.#busy = true;
    const output = this.#find(input);
    resolve(output);
    const done = (): void => {
      this.#busy = false;
      this.#next();
    };
    output.then(done, done);
  }
}
