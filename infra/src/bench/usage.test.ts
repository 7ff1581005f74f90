import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuSecondsIn, residentMegabytesIn } from './usage.ts';

test('processor time is user and system, whatever the program is called', () => {
  const rest = `S 1 42 42 0 -1 4194304 100 0 0 0 250 50 7 7 20 0 11 0 1000 1 1`;
  assert.equal(cpuSecondsIn(`42 (node) ${rest}`), 3);
  assert.equal(cpuSecondsIn(`42 (a) S (b 9) ${rest}`), 3);
});

test('memory is what is resident', () => {
  assert.equal(residentMegabytesIn('Name:\tnode\nVmHWM:\t  999999 kB\nVmRSS:\t  204800 kB\nThreads:\t11\n'), 200);
  assert.ok(Number.isNaN(residentMegabytesIn('Name:\tkthreadd\n')));
});
