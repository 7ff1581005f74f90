import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as answers from '../testing/stubbed-answers.ts';
import { errorWords } from '../words/error-words.ts';
import { filters, statusLook } from '../words/labels.ts';
import * as shapes from './shapes.ts';

test('the stubbed answers have the shapes that the pages parse', () => {
  shapes.session.parse(answers.session);
  shapes.worklist.parse(answers.worklist);
  for (const detail of [
    answers.readyCase,
    answers.heldCase,
    answers.unclaimedCase,
    answers.exportedCase,
    answers.revokedCase,
  ]) {
    shapes.caseDetail.parse(detail);
  }
  shapes.issued.parse(answers.issued);
  shapes.inboxDetail.parse(answers.message);
  for (const entry of answers.audit) shapes.auditEntry.parse(entry);
});

test('every filter of the API has its place, and every state its words', () => {
  assert.deepEqual(filters.map(({ id }) => id).toSorted(), shapes.worklistFilter.options.toSorted());
  for (const status of shapes.caseStatus.options) assert.notEqual(statusLook(status).label, status);
  assert.equal(statusLook('never-heard-of').label, 'never-heard-of');
});

test('every error says what happened, what it means and what to do; one that is not known speaks for itself', () => {
  const words = errorWords({ code: 'OFFLINE', message: '' });
  for (const part of [words.happened, words.means, words.todo]) assert.ok(String(part).length > 10);
  assert.equal(
    errorWords({ code: 'NEW_ONE', message: 'The onset lies in the future.' }).happened,
    'The onset lies in the future.',
  );
});
