import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { defaultRetentionSeconds, policyInForce, proposalId, proposeArgument, purgeAfter } from './policy.ts';

const delays = { riskDelaySeconds: 0, exportKeyDelaySeconds: 0 };

suite('purgeAfter', () => {
  test('counts from the end of the UTC day, so that every value of a day ends at once', () => {
    const policy = { retentionSeconds: defaultRetentionSeconds, alignToDay: true, ...delays };
    // 17 November 2026, 00:15:00 UTC, for the first and the last second of 1 November.
    const due = Date.UTC(2026, 10, 17, 0, 15) / 1000;
    assert.equal(purgeAfter(policy, Date.UTC(2026, 10, 1) / 1000), due);
    assert.equal(purgeAfter(policy, Date.UTC(2026, 10, 1, 23, 59, 59) / 1000), due);
    assert.equal(purgeAfter(policy, Date.UTC(2026, 10, 2) / 1000), due + 86_400);
  });

  test('counts from the transaction in a test channel', () => {
    assert.equal(purgeAfter({ retentionSeconds: 20, alignToDay: false, ...delays }, 1_000), 1_020);
  });
});

suite('policyInForce', () => {
  const versions = [
    { version: 1, inForceFrom: 100 },
    { version: 3, inForceFrom: 300 },
    { version: 2, inForceFrom: 200 },
  ];

  for (const [at, version] of [
    [99, undefined],
    [100, 1],
    [199, 1],
    [200, 2],
    [10_000, 3],
  ] as const) {
    test(`at ${at} is version ${version}`, () => assert.equal(policyInForce(versions, at)?.version, version));
  }

  test('is the newer one when its time came earlier', () => {
    assert.equal(
      policyInForce(
        [
          { version: 1, inForceFrom: 100 },
          { version: 2, inForceFrom: 50 },
        ],
        100,
      )?.version,
      2,
    );
  });

  test('is none where there is none', () => assert.equal(policyInForce([], 1), undefined));
});

suite('proposalId', () => {
  const argument = proposeArgument.parse({ kind: 'risk', version: 1, content: { minutes: 15 } });

  test('is the same for the same proposal, whatever the order of its fields', () => {
    const other = proposeArgument.parse({ content: { minutes: 15 }, version: 1, kind: 'risk' });
    assert.equal(proposalId('HealthMSP', other), proposalId('HealthMSP', argument));
    assert.match(proposalId('HealthMSP', argument), /^[0-9a-f]{64}$/);
  });

  test('tells organisations, versions and contents apart', () => {
    const ids = new Set([
      proposalId('HealthMSP', argument),
      proposalId('AuditorMSP', argument),
      proposalId('HealthMSP', proposeArgument.parse({ kind: 'risk', version: 2, content: { minutes: 15 } })),
      proposalId('HealthMSP', proposeArgument.parse({ kind: 'risk', version: 1, content: { minutes: 16 } })),
    ]);
    assert.equal(ids.size, 4);
  });
});

suite('a proposal', () => {
  for (const [what, proposal] of Object.entries({
    'a second channel policy': {
      kind: 'channel',
      version: 2,
      content: { retentionSeconds: 20, alignToDay: false, ...delays },
    },
    'a compressed key': { kind: 'exportKey', version: 1, content: { keyId: 'key', publicKey: `02${'ab'.repeat(32)}` } },
    'a fraction': { kind: 'risk', version: 1, content: { minutes: 1.5 } },
    'version 0': { kind: 'risk', version: 0, content: {} },
    'another kind': { kind: 'other', version: 1, content: {} },
  })) {
    test(`of ${what} is none`, () => assert.equal(proposeArgument.safeParse(proposal).success, false));
  }
});
