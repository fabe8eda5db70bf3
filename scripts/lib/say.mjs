/** A failure that the reader can do something about: told in words, without a stack. */
export class Advice extends Error {}

/** @param {string} line */
export const say = (line) => {
  process.stdout.write(`${line}\n`);
};

/** @param {string} title */
export const heading = (title) => say(`\n── ${title} ${'─'.repeat(Math.max(3, 76 - title.length))}`);

/** @param {unknown} error */
export const tellFailure = (error) => {
  const told =
    error instanceof Advice ? `\n${error.message}` : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${told}\n`);
};

/** @param {number} milliseconds */
export const duration = (milliseconds) =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

/** @param {number} bytes */
export const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;
