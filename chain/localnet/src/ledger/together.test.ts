import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Together } from './together.ts';

describe('work that is done together', () => {
  it('is one transaction for what comes together, and another for what comes later', async () => {
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

  it('goes into a transaction that is made anyway, and fails with it', async () => {
    const runs: string[] = [];
    const together = new Together((work) => {
      runs.push('its own');
      work();
    });
    const added = together.add(() => runs.push('a'));
    assert.equal(
      together.within((work) => {
        work();
        runs.push('block');
        return 7;
      }),
      7,
    );
    await added;
    const failing = assert.rejects(
      together.add(() => undefined),
      /full/,
    );
    assert.throws(
      () =>
        together.within(() => {
          throw new Error('the disk is full');
        }),
      /full/,
    );
    await failing;
    assert.deepEqual(runs, ['a', 'block']);
  });
});
