import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyUsageFlags } from '@peculiar/asn1-x509';
import { toHex } from '../bytes.ts';
import { type MadeCertificate, madeEvidence, madeProposal, TestOrganisation } from '../testing/endorsed.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { checkEndorsements, checkRoots, type ExpectedEndorsement } from './check.ts';

const random = seededRandom('chains');
const time = 1_800_000_000;
const made = madeProposal(time, random(24));
const root = toHex(random(32));
const provenance = { activity: 'anchor', organisation: 'AuthorityMSP', role: 'api', used: [], generated: [] };
const record = {
  ...{ type: 'anchor', root, count: 7, purgeAfter: time + 1_296_900, txId: made.txId },
  provenance: { ...provenance, invalidated: [] },
};

const authority = new TestOrganisation('AuthorityMSP');
const health = new TestOrganisation('HealthMSP');
const below = (above: TestOrganisation, certificate: Partial<MadeCertificate> = {}): TestOrganisation =>
  new TestOrganisation('HealthMSP', certificate, above);
const intermediate = below(health);
const deeper = below(intermediate);

const pinned = (...pins: readonly TestOrganisation[]): ExpectedEndorsement['organisations'] => ({
  AuthorityMSP: authority.root,
  HealthMSP: pins.map((each) => each.root).join('\n'),
});

/** How an endorsement of Health fares that a peer of this issuer made; undefined when it holds. */
function refusal(issuer: TestOrganisation, ...pins: readonly TestOrganisation[]): string | undefined {
  const claim = { type: 'anchor', root, count: 7 } as const;
  const expected = { organisations: pinned(...pins), channel: 'tallystick', txId: made.txId, claim };
  try {
    checkEndorsements(madeEvidence(made, { record }, [authority, issuer]), expected);
    return undefined;
  } catch (error) {
    return (error as { field?: string }).field;
  }
}

test('a peer is believed by intermediate authorities that stand behind their root, in whatever order', () => {
  assert.equal(refusal(intermediate, health, intermediate), undefined);
  assert.equal(refusal(intermediate, intermediate, health), undefined);
  assert.equal(refusal(deeper, health, deeper, intermediate), undefined);
  assert.equal(refusal(deeper, deeper), undefined, 'what is pinned first needs nobody above it');
});

test('nothing that is not pinned is followed, and who issued another authority issues no members, as in Fabric', () => {
  assert.equal(refusal(intermediate, health), 'endorsements.1.issuer');
  assert.equal(refusal(deeper, health, intermediate), 'endorsements.1.issuer');
  assert.equal(refusal(health, health, intermediate), 'endorsements.1.issuer');
  assert.equal(refusal(intermediate, health, intermediate, deeper), 'endorsements.1.issuer');
});

test('of two roots either may vouch, and one that has run out does not', () => {
  const old = new TestOrganisation('HealthMSP', { notAfter: time - 1 });
  assert.equal(refusal(health, old, health), undefined);
  assert.equal(refusal(old, old, health), 'endorsements.1.validity');
});

test('an intermediate authority has to be one, in time, and of this root', () => {
  const late = below(health, { notAfter: time - 1 });
  assert.equal(refusal(late, health, late), 'endorsements.1.validity');
  assert.equal(
    refusal(below(late), health, late, below(late)),
    'endorsements.1.issuer',
    'another key of the same name',
  );
  for (const certificate of [{ isAuthority: false }, { usage: KeyUsageFlags.digitalSignature }]) {
    const none = below(health, certificate);
    assert.equal(refusal(none, health, none), 'endorsements.1.root');
    assert.throws(() => checkRoots(pinned(health, none)), { field: 'organisations.HealthMSP' });
  }
  const strangers = below(new TestOrganisation('HealthMSP'));
  assert.equal(refusal(strangers, health, strangers), 'organisations');
  assert.throws(() => checkRoots(pinned(health, strangers)), { field: 'organisations.HealthMSP' });
  checkRoots(pinned(health, intermediate, deeper));
});
