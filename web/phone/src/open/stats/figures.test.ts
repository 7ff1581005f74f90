import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answerBars,
  answersCsv,
  answersDescription,
  estimateWords,
  exportBars,
  exportsCsv,
  shortDay,
} from './figures.ts';

const day = { day: 20_522, answers: 812, positive: 117, estimate: 24.8, low: -4.8, high: 54.4 };

test('an estimate is told with its range, and never below nothing', () => {
  assert.equal(estimateWords(day), 'about 24.8, with 95 % certainty between 0 and 54.4');
  assert.equal(
    estimateWords({ ...day, estimate: -3, low: -9, high: -1 }),
    'about 0, with 95 % certainty between 0 and 0',
  );
});

test('bars stand in the order of time and keep their intervals', () => {
  const bars = answerBars([day, { ...day, day: 20_521 }]);
  assert.deepEqual(
    bars.map(({ key }) => key),
    ['20521', '20522'],
  );
  assert.deepEqual(bars[1]?.interval, { low: -4.8, high: 54.4 });
  assert.equal(shortDay(20_522), '10 Mar');
});

test('the description tells the newest day and says when there is none', () => {
  assert.match(answersDescription([{ ...day, day: 20_500 }, day]), /on 2 days\. On Tuesday 10 March: about 24\.8/);
  assert.equal(answersDescription([]), 'No answers yet.');
});

test('files stack real, withdrawn and random keys, and go into a table as they are', () => {
  const file = {
    sequence: 7,
    windowStart: 0,
    windowEnd: 14_400,
    real: 28,
    revised: 14,
    padding: 98,
    name: 'a,b.zip',
    sha256: 'ab',
    status: 'AVAILABLE' as const,
  };
  assert.deepEqual(exportBars([file])[0]?.parts, [
    { series: 'real', value: 28 },
    { series: 'revised', value: 14 },
    { series: 'padding', value: 98 },
  ]);
  assert.equal(
    exportsCsv([file]).split('\r\n')[1],
    '7,1970-01-01T00:00:00.000Z,1970-01-01T04:00:00.000Z,28,14,98,ab,"a,b.zip"',
  );
  assert.equal(answersCsv([day]).split('\r\n')[1], '2026-03-10,812,117,24.8,-4.8,54.4');
});
