import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Together } from './together.ts';

describe('work that is done together', () => {
  it('is one transaction for what comes within a turn, and another for what comes later', async () => {
    const runs: string[][] = [];
    let run: string[] = [];
    const together = new Together((work) => {
      run = [];
      work();
      runs.push(run);
    });
    await Promise.all(['a', 'b'].map((name) => together.add(() => run.push(name))));
    await together.add(() => run.push('c'));
    assert.deepEqual(runs, [['a', 'b'], ['c']]);
  });

  it('fails as a whole, and what comes later does not', async () => {
    const done: string[] = [];
    const together = new Together((work) => work());
    const failing = [
      together.add(() => undefined),
      together.add(() => {
        throw new Error('the disk is full');
      }),
    ];
    for (const outcome of await Promise.allSettled(failing)) assert.equal(outcome.status, 'rejected');
    await together.add(() => done.push('later'));
    assert.deepEqual(done, ['later']);
  });

  it('is done at once when it is told so', async () => {
    const done: string[] = [];
    const together = new Together((work) => work());
    const added = together.add(() => done.push('a'));
    together.flush();
    assert.deepEqual(done, ['a']);
    await added;
  });
});
