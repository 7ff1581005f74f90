import assert from 'node:assert/strict';
import { test } from 'node:test';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { concat, fromHex, toHex } from '../bytes.ts';
import { canonicalJson } from '../canonical.ts';
import { TallystickError } from '../errors.ts';
import { bytesField, varintField } from '../export/wire.ts';
import {
  evidenceOf,
  type Holder,
  type MadeAnswer,
  type MadeCertificate,
  madeEvidence,
  madePayload,
  madeProposal,
  TestOrganisation,
} from '../testing/endorsed.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { checkEndorsements, checkRoots, type ExpectedEndorsement } from './check.ts';
import type { EndorsementEvidence } from './evidence.ts';

const random = seededRandom('endorsement');
const time = 1_800_000_000;
const authority = new TestOrganisation('AuthorityMSP');
const auditor = new TestOrganisation('AuditorMSP', { curve: 'P-384' });
const health = new TestOrganisation('HealthMSP');
const all = [authority, auditor, health];

const made = madeProposal(time, random(24));
const root = toHex(random(32));
const record = {
  type: 'anchor',
  root,
  count: 7,
  purgeAfter: time + 1_296_900,
  txId: made.txId,
  provenance: {
    activity: 'anchor',
    organisation: 'AuthorityMSP',
    role: 'api',
    used: [],
    generated: [`anchor/${root}`],
    invalidated: [],
  },
} as const;
const expected: ExpectedEndorsement = {
  organisations: Object.fromEntries(all.map((organisation) => [organisation.mspId, organisation.root])),
  channel: 'tallystick',
  txId: made.txId,
  claim: { type: 'anchor', root, count: 7 },
};
const payload = madePayload(made, { record });
const good = madeEvidence(made, { record }, [authority, auditor]);

function fails(code: string, field: string | undefined, evidence: unknown, against = expected): void {
  assert.throws(
    () => checkEndorsements(evidence, against),
    (error) => {
      assert.ok(error instanceof TallystickError, String(error));
      assert.deepEqual([error.code, error.field], [code, field]);
      return true;
    },
  );
}

test('two of the three organisations, whichever they are, make it hold', () => {
  const pairs = [
    [authority, auditor],
    [health, authority],
    [auditor, health],
  ];
  for (const pair of [...pairs, all]) {
    const checked = checkEndorsements(JSON.parse(JSON.stringify(madeEvidence(made, { record }, pair))), expected);
    assert.deepEqual(checked.organisations, pair.map(({ mspId }) => mspId).sort());
    assert.deepEqual([checked.record, checked.time], [record, time]);
  }
});

test('one organisation is not two, not even with two peers', () => {
  fails('NOT_ENDORSED', undefined, { ...good, endorsements: [] });
  fails('NOT_ENDORSED', undefined, { ...good, endorsements: good.endorsements.slice(0, 1) });
  fails('NOT_ENDORSED', undefined, madeEvidence(made, { record }, [authority, authority]));
});

test('any flipped bit is refused', () => {
  const fields = ['channelHeader', 'signatureHeader', 'proposal', 'payload'] as const;
  const flipped = (hex: string, bit: number): string => {
    const bytes = fromHex(hex);
    bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
    return toHex(bytes);
  };
  const anywhere = fc.record({ field: fc.integer({ min: 0, max: 7 }), bit: fc.nat() });
  fc.assert(
    fc.property(anywhere, ({ field, bit }) => {
      const name = fields[field];
      const endorsement = { ...good.endorsements[field % 2]! };
      const part = field < 6 ? 'endorser' : 'signature';
      endorsement[part] = flipped(endorsement[part], bit);
      const altered: EndorsementEvidence =
        name === undefined
          ? { ...good, endorsements: good.endorsements.with(field % 2, endorsement) }
          : { ...good, [name]: flipped(good[name], bit) };
      assert.throws(() => checkEndorsements(altered, expected), TallystickError);
    }),
    { numRuns: 150 },
  );
});

test('whatever stands there, the answer is an error of ours', () => {
  const hex = fc.uint8Array({ minLength: 1, maxLength: 60 }).map(toHex);
  const endorsement = fc.record({ endorser: hex, signature: hex });
  const shapes = fc.record({
    channelHeader: hex,
    signatureHeader: hex,
    proposal: hex,
    payload: hex,
    endorsements: fc.array(endorsement, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.oneof(shapes, fc.jsonValue()), (evidence) => {
      assert.throws(() => checkEndorsements(evidence, expected), TallystickError);
    }),
  );
  for (const endorser of ['00', toHex(random(40)), good.endorsements[0]!.signature]) {
    const [first, second] = good.endorsements;
    fails('ENDORSEMENT_INVALID', 'endorsements.1.endorser', {
      ...good,
      endorsements: [first, { ...second, endorser }],
    });
  }
});

test('the twin of a signature with the high S is refused', () => {
  const [first, second] = good.endorsements;
  const { r, s } = p256.Signature.fromBytes(fromHex(second!.signature), 'der');
  const signature = toHex(new p256.Signature(r, p256.Point.Fn.ORDER - s).toBytes('der'));
  fails('ENDORSEMENT_INVALID', 'endorsements.1.signature', {
    ...good,
    endorsements: [first, { ...second, signature }],
  });
});

const certificates: [name: string, field: string, made: Partial<MadeCertificate>][] = [
  ['that had run out', 'validity', { notAfter: time - 1 }],
  ['that was not valid yet', 'validity', { notBefore: time + 1 }],
  ['of a client', 'role', { units: ['client'] }],
  ['of no role', 'role', { units: ['somewhere'] }],
  ['of two roles', 'role', { units: ['peer', 'admin'] }],
  ['that may issue others', 'usage', { isAuthority: true }],
  ['that may not sign', 'usage', { usage: 4 }],
  ['that names another issuer', 'issuer', { issuer: 'ca.AuthorityMSP' }],
  ['with a critical extension that nobody here knows', 'certificate', { critical: '1.2.3.4' }],
];
for (const [name, field, certificate] of certificates) {
  test(`a peer's certificate ${name} is refused`, () => {
    const forged = [authority.endorse(payload), auditor.endorse(payload, auditor.peer(certificate))];
    fails('ENDORSEMENT_INVALID', `endorsements.1.${field}`, evidenceOf(made, payload, forged));
  });
}

test('a peer with a key on P-384, a further unit and a validity to the second is one', () => {
  const peer = health.peer({ curve: 'P-384', units: ['peer', 'ward-7'], notBefore: time, notAfter: time });
  const evidence = evidenceOf(made, payload, [authority.endorse(payload), health.endorse(payload, peer)]);
  assert.deepEqual(checkEndorsements(evidence, expected).organisations, ['AuthorityMSP', 'HealthMSP']);
});

test('another root of the same name, another organisation and an unknown one are refused', () => {
  const forger = new TestOrganisation('AuditorMSP');
  const stranger = new TestOrganisation('StrangerMSP');
  const forged = (endorser: TestOrganisation, peer: Holder = endorser.peer()): EndorsementEvidence =>
    evidenceOf(made, payload, [authority.endorse(payload), endorser.endorse(payload, peer)]);
  fails('ENDORSEMENT_INVALID', 'endorsements.1.issuer', forged(forger));
  fails('ENDORSEMENT_INVALID', 'endorsements.1.issuer', forged(auditor, health.peer()));
  fails('ENDORSEMENT_INVALID', 'endorsements.1.organisation', forged(stranger));
  const inherited = { ...expected, organisations: Object.create(expected.organisations) as Record<string, string> };
  fails('ENDORSEMENT_INVALID', 'endorsements.0.organisation', good, inherited);
});

test('a pinned root that is no authority, or has run out, vouches for nobody', () => {
  const pins = (organisation: TestOrganisation): ExpectedEndorsement => ({
    ...expected,
    organisations: { ...expected.organisations, HealthMSP: organisation.root },
  });
  for (const [field, root] of [
    ['root', { isAuthority: false }],
    ['root', { usage: 128 }],
    ['validity', { notAfter: time - 1 }],
  ] as const) {
    const organisation = new TestOrganisation('HealthMSP', root);
    const evidence = madeEvidence(made, { record }, [authority, organisation]);
    fails('ENDORSEMENT_INVALID', `endorsements.1.${field}`, evidence, pins(organisation));
  }
  const noPem = { ...expected, organisations: { ...expected.organisations, AuthorityMSP: 'PEM' } };
  fails('ENDORSEMENT_INVALID', 'organisations', good, noPem);
});

test('a true endorsement of something else is a mismatch', () => {
  const other = madeProposal(time, random(24));
  fails('ENDORSEMENT_MISMATCH', 'txId', good, { ...expected, txId: other.txId });
  fails('ENDORSEMENT_MISMATCH', 'channel', good, { ...expected, channel: 'elsewhere' });
  const answers: [field: string, answer: MadeAnswer][] = [
    ['chaincode', { record, chaincode: 'other' }],
    ['status', { record, status: 500 }],
    ['record', { record: { ...record, count: 8 } }],
    ['record', { record: { ...record, root: toHex(random(32)) } }],
    // The first transaction of a repeated request wrote the record; the repetition proves nothing of its own.
    ['record', { record: { ...record, txId: other.txId } }],
    ['record', { record: { ...record, extra: 1 } }],
    ['record', { record, text: JSON.stringify(record) }],
    ['record', { record, text: `${canonicalJson(record)} ` }],
    ['record', { record, text: '' }],
  ];
  for (const [field, answer] of answers) {
    fails('ENDORSEMENT_MISMATCH', field, madeEvidence(made, answer, [authority, auditor]));
  }
  const claims = [
    { type: 'answers', root, count: 7 },
    { type: 'anchor', root, count: 7, day: 3 },
  ] as const;
  for (const claim of claims) fails('ENDORSEMENT_MISMATCH', 'record', good, { ...expected, claim });
});

test('endorsements of what is no proposal, or has two readings, are refused', () => {
  const { txId, channelHeader, signatureHeader, proposal } = made;
  const header = (type: number, id: string): Uint8Array =>
    concat(varintField(1, type), bytesField(3, varintField(1, time)), bytesField(4, 'tallystick'), bytesField(5, id));
  const other = { ...made, channelHeader: header(1, txId) };
  fails('ENDORSEMENT_INVALID', 'channelHeader', madeEvidence(other, { record }, [authority, auditor]));
  // Somebody else's transaction id: it is a hash over who proposed and a nonce.
  const stolen = { ...made, signatureHeader: concat(signatureHeader.subarray(0, -1), random(1)) };
  fails('ENDORSEMENT_INVALID', 'txId', madeEvidence(stolen, { record }, [authority, auditor]));
  const twice = { txId, signatureHeader, proposal, channelHeader: concat(channelHeader, bytesField(5, txId)) };
  fails('ENDORSEMENT_INVALID', 'channelHeader', madeEvidence(twice, { record }, [authority, auditor]));
});

test('another proposal under the same endorsements is refused', () => {
  const other = madeProposal(time + 1, random(24));
  fails('ENDORSEMENT_INVALID', 'proposal', { ...good, channelHeader: toHex(other.channelHeader) });
  fails('ENDORSEMENT_INVALID', 'proposal', { ...good, signatureHeader: toHex(other.signatureHeader) });
  fails('ENDORSEMENT_INVALID', 'proposal', { ...good, proposal: '0a00' });
});

test('roots that cannot vouch for anybody are found before a phone is built with them', () => {
  checkRoots(expected.organisations);
  const broken = [
    ['organisations', { AuthorityMSP: authority.root }],
    ['organisations.HealthMSP', { AuthorityMSP: authority.root, HealthMSP: 'PEM' }],
    ['organisations.HealthMSP', { HealthMSP: health.peer().pem, AuditorMSP: auditor.root }],
  ] as const;
  for (const [field, organisations] of broken) {
    assert.throws(() => checkRoots(organisations), { code: 'ENDORSEMENT_INVALID', field });
  }
});
