import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommitmentReceipt, WitnessStatementOf } from '@tallystick/protocol';
import { type SealState, sealState } from './commitment-words.ts';
import { isConfirmed, isMismatch } from './confirmation.ts';
import { organisationsInWords } from './organisations.ts';

const receipt = { txId: '00' } as CommitmentReceipt;
const witness = { kind: 'anchor' } as WitnessStatementOf<'anchor'>;
const endorsedBy = ['AuditorMSP', 'AuthorityMSP'];

test('a tick needs receipt, witness and endorsements: without any one of them there is none', () => {
  const states: [SealState, Parameters<typeof sealState>[0]][] = [
    ['open', undefined],
    ['made', {}],
    ['promised', { receipt }],
    ['promised', { receipt, endorsedBy }],
    // As a version kept it that did not know of endorsements.
    ['witnessed', { receipt, witness }],
    ['confirmed', { receipt, witness, endorsedBy }],
    ['mismatch', { mismatch: 'NOT_ENDORSED' }],
    ['mismatch', { receipt, witness, endorsedBy, mismatch: 'ROOTS_MISMATCH' }],
  ];
  for (const [state, facts] of states) {
    assert.equal(sealState(facts), state);
    assert.equal(isConfirmed(facts ?? {}), state === 'confirmed');
  }
});

test('only what was shown and is not true is a mismatch', () => {
  for (const code of ['ENDORSEMENT_INVALID', 'ENDORSEMENT_MISMATCH', 'NOT_ENDORSED', 'WITNESS_INVALID']) {
    assert.equal(isMismatch(code), true, code);
  }
  for (const code of ['OFFLINE', 'NOT_FOUND', 'NOT_WITNESSED', 'AUDITOR_UNAVAILABLE', 'LEDGER_TIMEOUT']) {
    assert.equal(isMismatch(code), false, code);
  }
});

test('organisations are named in one order', () => {
  assert.equal(organisationsInWords(endorsedBy), 'Authority and Auditor');
  assert.equal(organisationsInWords(['AuditorMSP', 'OtherMSP', 'HealthMSP']), 'Health, Auditor and OtherMSP');
});
