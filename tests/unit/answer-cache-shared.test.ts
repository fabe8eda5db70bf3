import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedAnswers, type StartAnswer } from '../../src/engine/cache/index.ts';

/** A call that the test leads: it says pieces and ends when it is told to. */
class LedCall {
  starts = 0;
  signal: AbortSignal = new AbortController().signal;
  emit: (text: string) => void = () => {};
  end: (ending: string) => void = () => {};
  fail: (failure: Error) => void = () => {};
  readonly start: StartAnswer<string> = (emit, signal) => {
    this.starts += 1;
    this.emit = emit;
    this.signal = signal;
    return new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  };
}

const join = (answers: SharedAnswers<string>, call: LedCall, onText: (text: string) => void = () => {}) => {
  const abort = new AbortController();
  const joiner = {
    received: '',
    pieces: [] as string[],
    leave: (reason: unknown = new Error('left')) => abort.abort(reason),
    ending: Promise.resolve(''),
  };
  const receive = (text: string): void => {
    joiner.received += text;
    joiner.pieces.push(text);
    onText(text);
  };
  joiner.ending = answers.join('key', { receive, signal: abort.signal }, call.start);
  joiner.ending.catch(() => {});
  return joiner;
};

describe('who asks the same at the same time', () => {
  it('shares one call, and hears what was said before', async () => {
    const [answers, call] = [new SharedAnswers<string>(), new LedCall()];
    const first = join(answers, call);
    call.emit('Hel');
    call.emit('lo ');
    const second = join(answers, call);
    expect(second.pieces).toEqual(['Hello ']);
    call.emit('you');
    call.end('stop');
    expect(await Promise.all([first.ending, second.ending])).toEqual(['stop', 'stop']);
    expect(first.pieces).toEqual(['Hel', 'lo ', 'you']);
    expect(second.pieces).toEqual(['Hello ', 'you']);
    expect(call.starts).toBe(1);
  });

  it('hears of the same failure', async () => {
    const [answers, call] = [new SharedAnswers<string>(), new LedCall()];
    const joined = [join(answers, call), join(answers, call)];
    call.fail(new Error('offline'));
    for (const { ending } of joined) await expect(ending).rejects.toThrow('offline');
  });

  it('does not share with who asks something else', async () => {
    const [answers, call, other] = [new SharedAnswers<string>(), new LedCall(), new LedCall()];
    join(answers, call);
    const { signal } = new AbortController();
    void answers.join('another key', { receive: () => {}, signal }, other.start);
    expect([call.starts, other.starts]).toEqual([1, 1]);
  });

  it('does not share with who asked before and was answered', async () => {
    const [answers, call, next] = [new SharedAnswers<string>(), new LedCall(), new LedCall()];
    const first = join(answers, call);
    call.end('stop');
    await first.ending;
    join(answers, next);
    expect(next.starts).toBe(1);
  });
});

describe('who leaves', () => {
  it('lets the others go on, and ends the call as the last', async () => {
    const [answers, call] = [new SharedAnswers<string>(), new LedCall()];
    const [first, second] = [join(answers, call), join(answers, call)];
    call.emit('one');
    first.leave();
    await expect(first.ending).rejects.toThrow('left');
    call.emit('two');
    expect(call.signal.aborted).toBe(false);
    expect([first.received, second.received]).toEqual(['one', 'onetwo']);
    const reason = new Error('stopped');
    second.leave(reason);
    await expect(second.ending).rejects.toBe(reason);
    expect(call.signal.reason).toBe(reason);
  });

  it('leaves a call that nobody joins any more', async () => {
    const [answers, call, next] = [new SharedAnswers<string>(), new LedCall(), new LedCall()];
    join(answers, call).leave();
    const late = join(answers, next);
    call.emit('too late');
    call.fail(new Error('aborted'));
    await Promise.resolve();
    next.emit('in time');
    next.end('stop');
    await expect(late.ending).resolves.toBe('stop');
    expect(late.received).toBe('in time');
  });

  it('before it has joined starts nothing', async () => {
    const [answers, call] = [new SharedAnswers<string>(), new LedCall()];
    const joiner = { receive: () => {}, signal: AbortSignal.abort(new Error('never mind')) };
    await expect(answers.join('key', joiner, call.start)).rejects.toThrow('never mind');
    expect(call.starts).toBe(0);
  });

  it('while a piece is handed round does not receive it', () => {
    const [answers, call] = [new SharedAnswers<string>(), new LedCall()];
    join(answers, call, () => second.leave());
    const second = join(answers, call);
    call.emit('piece');
    expect(second.received).toBe('');
  });
});

describe('a failure of one’s own', () => {
  it('to receive is not the others’', async () => {
    const [answers, call] = [new SharedAnswers<string>(), new LedCall()];
    const clumsy = join(answers, call, () => {
      throw new Error('dropped it');
    });
    const other = join(answers, call);
    call.emit('piece');
    call.end('stop');
    await expect(clumsy.ending).rejects.toThrow('dropped it');
    await expect(other.ending).resolves.toBe('stop');
    expect(other.received).toBe('piece');
  });

  it('to start is everybody’s', async () => {
    const answers = new SharedAnswers<string>();
    const { signal } = new AbortController();
    const start = () => {
      throw new Error('no start');
    };
    await expect(answers.join('key', { receive: () => {}, signal }, start)).rejects.toThrow('no start');
  });
});

it('who joins while a piece is handed round receives it once', () => {
  const [answers, call] = [new SharedAnswers<string>(), new LedCall()];
  let inner: ReturnType<typeof join> | null = null;
  join(answers, call, () => (inner ??= join(answers, call)));
  call.emit('one');
  call.emit('two');
  expect(inner).toMatchObject({ received: 'onetwo' });
});

type Step = { kind: 'join' } | { kind: 'leave'; who: number } | { kind: 'say'; text: string };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ kind: 'join' } as const),
  fc.record({ kind: fc.constant('leave' as const), who: fc.nat(9) }),
  fc.record({ kind: fc.constant('say' as const), text: fc.string({ minLength: 1, maxLength: 4 }) }),
);

it('whoever comes and goes, who stays hears all and who left hears what was said until then', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.boolean(), async (steps, succeeds) => {
      const answers = new SharedAnswers<string>();
      let call = new LedCall();
      let said = '';
      const present = new Set<ReturnType<typeof join>>();
      const heard = new Map<ReturnType<typeof join>, string>();
      for (const next of steps) {
        if (next.kind === 'join') {
          if (present.size === 0) [call, said] = [new LedCall(), ''];
          present.add(join(answers, call));
          expect(call.starts).toBe(1);
        } else if (next.kind === 'say') {
          if (present.size > 0) said += next.text;
          call.emit(next.text);
        } else {
          const leaving = [...present][next.who];
          if (!leaving) continue;
          leaving.leave();
          present.delete(leaving);
          heard.set(leaving, said);
          expect(call.signal.aborted).toBe(present.size === 0);
        }
        for (const joiner of present) expect(joiner.received).toBe(said);
        for (const [joiner, text] of heard) expect(joiner.received).toBe(text);
      }
      if (succeeds) call.end('end');
      else call.fail(new Error('failed'));
      for (const { ending } of heard.keys()) await expect(ending).rejects.toThrow('left');
      for (const { ending } of present)
        await (succeeds ? expect(ending).resolves.toBe('end') : expect(ending).rejects.toThrow('failed'));
    }),
  );
});
