import { test } from 'node:test';
import { findPrograms } from '../fabric/programs.ts';
import { holdStory } from './whole-story.ts';

/** Why Fabric cannot be run here, in the words of the search for it; undefined when it can. */
function missing(): string | undefined {
  try {
    findPrograms();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('the whole story on Hyperledger Fabric, with every process killed between publication and match', {
  timeout: 420_000,
}, async (t) => {
  const reason = missing();
  if (reason !== undefined) return t.skip(`Fabric did not run: ${reason}`);
  await holdStory(t, 'fabric');
});
