import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndorsementEvidence } from '@tallystick/protocol';
import { adaShares, checkUntil, goTo, type Lie, meetAda, openPhone, type TestLedger } from './testing/index.ts';

/** Changes a JSON answer under a path. */
function change(path: string, edit: (body: never) => unknown): Lie {
  return (asked, answered) => (asked.startsWith(path) ? { ...answered, body: edit(answered.body as never) } : answered);
}

test('a lying API is noticed, each lie with its own error; the truth is believed again', {
  timeout: 120_000,
}, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, ledger, lie } = phone;
  await page.getByText('No exposure found').waitFor();
  await meetAda(page);
  await adaShares(page, await ledger.authorise());
  const oldHead = ledger.statement('head', undefined);
  const made = ledger.release();
  assert.ok(made);
  await goTo(page, 'Home');

  const expectCode = async (code: string): Promise<void> => {
    await checkUntil(page, page.getByText(`Error code ${code}`));
    assert.equal(await page.getByText('You were near somebody').count(), 0);
  };
  const lies: [name: string, code: string, lie: Lie][] = [
    [
      'a record without witness',
      'NOT_WITNESSED',
      (path, answered) =>
        path === '/witness/export/1' ? { status: 404, body: { error: { code: 'NOT_WITNESSED' } } } : answered,
    ],
    [
      'a statement with another signature',
      'WITNESS_INVALID',
      change('/witness/export/1', (body: { signature: string }) => ({
        ...body,
        // The first byte: the last one is small by construction, and might be what one sets it to.
        signature: `${body.signature.startsWith('0') ? '1' : '0'}${body.signature.slice(1)}`,
      })),
    ],
    [
      'another digest than the recorded one',
      'EXPORT_UNRECORDED',
      change('/exports/index.json', (body: { records: { sha256: string }[] }) => ({
        ...body,
        records: body.records.map((record) => ({ ...record, sha256: '00'.repeat(32) })),
      })),
    ],
    [
      'other bytes under a recorded name',
      'EXPORT_ALTERED',
      change(`/exports/${made.name}`, (body: Uint8Array) => body.map((byte, i) => (i === 400 ? byte ^ 1 : byte))),
    ],
    [
      'a recorded file left out of the index',
      'EXPORT_MISSING',
      change('/exports/index.json', (body: object) => ({ ...body, records: [] })),
    ],
    [
      'a recorded file that is not served',
      'EXPORT_MISSING',
      (path, answered) =>
        path === `/exports/${made.name}` ? { status: 404, body: { error: { code: 'NOT_FOUND' } } } : answered,
    ],
    [
      'a fresh file called expired',
      'EXPORT_MISSING',
      change('/exports/index.json', (body: { records: object[] }) => ({
        ...body,
        records: body.records.map((record) => ({ ...record, status: 'expired' })),
      })),
    ],
    [
      'a policy of its own',
      'NOT_WITNESSED',
      change('/graphql', (body: { data?: { riskPolicy?: { content: object } } }) =>
        body.data?.riskPolicy === undefined
          ? body
          : {
              data: {
                riskPolicy: {
                  ...body.data.riskPolicy,
                  content: { ...body.data.riskPolicy.content, warningMinutes: 600 },
                },
              },
            },
      ),
    ],
    [
      'an older policy',
      'STALE',
      change('/graphql', (body: { data?: { riskPolicy?: object } }) =>
        body.data?.riskPolicy === undefined ? body : { data: { riskPolicy: { ...body.data.riskPolicy, version: 0 } } },
      ),
    ],
    [
      'another network',
      'OTHER_NETWORK',
      change('/exports/index.json', (body: object) => ({ ...body, network: 'ab'.repeat(32) })),
    ],
    [
      'an auditor that cannot be reached',
      'AUDITOR_UNAVAILABLE',
      (path, answered) => (path.startsWith('/witness') ? 'hang up' : answered),
    ],
  ];
  for (const [name, code, one] of lies) {
    await t.test(`${name}: ${code}`, async () => {
      lie(one);
      await expectCode(code);
    });
  }
  await t.test('a stale head: STALE', async () => {
    const statement = oldHead?.statement;
    assert.ok(statement?.kind === 'head');
    const late = ledger.sign({ ...statement, body: { ...statement.body, time: statement.body.time - 600 } });
    lie((path, answered) => (path === '/witness/head' ? { status: 200, body: late } : answered));
    await expectCode('STALE');
  });
  await t.test('the truth: the warning', async () => {
    lie(null);
    await checkUntil(page, page.getByText('You were near somebody who tested positive'));
    assert.equal(await page.getByText('Error code').count(), 0);
  });
});

test('a receipt without witness is no tick', { timeout: 60_000 }, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, lie } = phone;
  lie((path, answered) =>
    path.startsWith('/witness/anchor') ? { status: 404, body: { error: { code: 'NOT_WITNESSED' } } } : answered,
  );
  await meetAda(page);
  await goTo(page, 'Log');
  await page.getByText('Promised, not yet witnessed').first().waitFor();
  assert.equal(await page.getByText('Sealed and confirmed').count(), 0);
  lie(null);
  // A check that somebody asks for sends what waits at once; without it the next try comes after a pause.
  await goTo(page, 'Home');
  await page.getByRole('button', { name: 'Check now' }).click();
  await goTo(page, 'Log');
  await page.getByText('Sealed and confirmed').first().waitFor();
});

interface EvidenceBody {
  data?: { transaction?: { endorsement: EndorsementEvidence } | null };
}

/** Changes what the API says that organisations signed. */
function changeEvidence(edit: (evidence: EndorsementEvidence) => EndorsementEvidence | null): Lie {
  return change('/graphql', (body: EvidenceBody) => {
    const evidence = body.data?.transaction?.endorsement;
    return evidence === undefined ? body : { data: { transaction: { endorsement: edit(evidence) } } };
  });
}

/** Wrong endorsements, each with the code that the phone shows. */
const wrongEndorsements: [name: string, code: string, lie: Lie][] = [
  [
    'another signature',
    'ENDORSEMENT_INVALID',
    changeEvidence((evidence) => {
      const [first, second] = evidence.endorsements;
      return { ...evidence, endorsements: [first!, { ...second!, signature: first!.signature }] };
    }),
  ],
  [
    'one organisation alone',
    'NOT_ENDORSED',
    changeEvidence((evidence) => ({ ...evidence, endorsements: evidence.endorsements.slice(0, 1) })),
  ],
  [
    'the proposal of a moment later',
    'ENDORSEMENT_INVALID',
    changeEvidence((evidence) => ({ ...evidence, proposal: `${evidence.proposal}00` })),
  ],
];

const otherBlock: (typeof wrongEndorsements)[number] = [
  'another block than the auditor saw',
  'ROOTS_MISMATCH',
  change('/graphql', (body: { data?: { commitEncounters?: { block: number } } }) => {
    const receipt = body.data?.commitEncounters;
    return receipt === undefined ? body : { data: { commitEncounters: { ...receipt, block: receipt.block + 1 } } };
  }),
];

test('wrong endorsements under a receipt are no tick and are said; the truth is believed again', {
  timeout: 120_000,
}, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, ledger, lie } = phone;
  const askAgain = async (): Promise<void> => {
    await goTo(page, 'Home');
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText(/^Checking/).waitFor({ state: 'hidden' });
    await goTo(page, 'Log');
  };
  lie(changeEvidence(() => null));
  await meetAda(page);
  await goTo(page, 'Log');
  await t.test('none at all: no tick, and it waits', async () => {
    await page.getByText('Witnessed, signatures not yet checked').first().waitFor();
    assert.equal(await page.getByText('Sealed and confirmed').count(), 0);
  });
  for (const [name, code, one] of [...wrongEndorsements, otherTransaction(ledger), otherBlock]) {
    await t.test(`${name}: ${code}`, async () => {
      lie(one);
      await askAgain();
      await page.getByRole('button', { name: 'Does not match' }).first().click();
      await page.getByText(`Error code ${code}`).waitFor();
      await page.getByText('It is asked for anew by itself').waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
      assert.equal(await page.getByText('Sealed and confirmed').count(), 0);
    });
  }
  await t.test('it stays so over a new opening, and while nobody answers', async () => {
    lie((path, answered) => (path === '/graphql' ? 'hang up' : answered));
    await page.reload();
    await page.getByText('Does not match').first().waitFor();
  });
  await t.test('the truth: the tick', async () => {
    lie(null);
    await askAgain();
    await page.getByText('Sealed and confirmed').first().waitFor();
    assert.equal(await page.getByText('Does not match').count(), 0);
  });
});

/** What was truly signed, for another transaction than the receipt names. */
function otherTransaction(ledger: TestLedger): (typeof wrongEndorsements)[number] {
  const other = ledger.commit('ab'.repeat(32)).txId as string;
  const lie = changeEvidence(() => ledger.evidence.get(other)!);
  return ['true signatures of another transaction', 'ENDORSEMENT_MISMATCH', lie];
}

test('a publication that nobody vouches for is not shown as done', { timeout: 60_000 }, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, ledger, lie, origin } = phone;
  lie(wrongEndorsements[0]![2]);
  await page.goto(`${origin}/#code=${await ledger.authorise()}`);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /^Share \d+ days?$/ }).click();
  await page.getByText('Does not match').waitFor();
  assert.equal(await page.getByText('signed by').count(), 0);
  lie(null);
  await goTo(page, 'Home');
  await page.getByRole('button', { name: 'Check now' }).click();
  await goTo(page, 'Share');
  await page.getByText('signed by Authority and Auditor').waitFor();
});
