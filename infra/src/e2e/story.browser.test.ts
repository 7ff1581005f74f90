import { test } from 'node:test';
import { holdStory } from './whole-story.ts';

test('the whole story, with every process killed between publication and match', { timeout: 420_000 }, (t) =>
  holdStory(t, 'embedded'),
);
