import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerLeaf, dayAt, errorCodes } from '@tallystick/protocol';
import { graphql } from '../api/client.ts';
import { type Patient, type PublishInput, pastKeys, publication } from '../api/patient.ts';
import { commit, exportIndex, mutations, randomHex } from '../api/requests.ts';
import { eventually } from '../api/system.ts';
import type { NetworkKind } from '../dev/ledger.ts';
import { missingFabric } from '../fabric/missing.ts';
import { type Clinic, openClinic } from './clinic.ts';
import { contentsUpTo } from './contents.ts';
import { patientWith } from './hospital.ts';
import { type Journal, type MutationKind, newJournal, tallies } from './journal.ts';
import { documentedOutages, type Outage, type OutageColumn } from './outage-table.ts';
import { mutate } from './phones.ts';
import { type System, startSystem } from './run.ts';

// The documents' table of outages, held to the peers of both networks: one is down at a time.
const missing = missingFabric();
const networks: readonly { kind: NetworkKind; skip: string | false }[] = [
  { kind: 'embedded', skip: false },
  { kind: 'fabric', skip: missing === undefined ? false : `Fabric did not run: ${missing}` },
];

/** Seconds in which what goes on is done. */
const soon = 45;
/** Milliseconds for which it is watched that what waits does not happen. */
const watched = 9_000;
const windowSeconds = 4;

let system: System;
let clinic: Clinic;
let journal: Journal;
let cases = 0;

const acknowledged = (kind: MutationKind, name: string): void => {
  journal.acknowledge(journal.begin(kind, name));
};

/** A case that is ready to be confirmed. */
async function newCase(): Promise<string> {
  const name = `Outage-${++cases}-`;
  assert.ok(await clinic.tell(name));
  return eventually(`the case of ${name}`, () => clinic.caseOf(name));
}

/** A case whose authorisation is on the ledger, and its patient. */
async function authorised(): Promise<{ id: string; patient: Patient }> {
  const id = await newCase();
  const patient = await patientWith(await clinic.confirm(id));
  acknowledged('authorisation', patient.authorisation);
  await eventually('the authorisation', async () =>
    (await clinic.detail(id)).status === 'unclaimed' ? true : undefined,
  );
  return { id, patient };
}

const waiting = async (): Promise<number> => {
  const { queues } = (await (await fetch(`${system.services.adapterUrl}/status`)).json()) as {
    queues: { outboxPending: number; outboxDead: number };
  };
  assert.equal(queues.outboxDead, 0);
  return queues.outboxPending;
};

/** What is prepared while everything runs, and what became of it when it did not. */
type Scene = {
  readonly published: PublishInput;
  readonly answer: { day: number; id: string; bit: 0 | 1 };
  readonly toConfirm: string;
  readonly toRevoke: { id: string; authorisation: string };
  readonly exports: number;
};

async function prepare(): Promise<Scene> {
  // What was published until now is exported soon after its window's end: that export must not be taken for this scene's.
  const windowEnd = (Math.floor(Date.now() / 1000 / windowSeconds) + 1) * windowSeconds;
  const settled = windowEnd + windowSeconds - 1;
  const { patient } = await authorised();
  const { id, patient: revoked } = await authorised();
  const due = (await authorised()).patient;
  const toConfirm = await newCase();
  const day = dayAt(Math.floor(Date.now() / 1000)) - 1;
  await eventually('the exports of before', () => (Date.now() / 1000 > settled ? true : undefined));
  // Published early in a window, so that its export is made after the peer has gone.
  await eventually('the beginning of a window', () => ((Date.now() / 1000) % windowSeconds < 0.3 ? true : undefined));
  const exports = (await exportIndex(system.services.apiUrl)).records.length;
  await mutate(system.services.apiUrl, mutations.publish, { input: publication(due, pastKeys(2)) });
  acknowledged('publication', due.authorisation);
  return {
    published: publication(patient, pastKeys(2)),
    answer: { day, id: randomHex(16), bit: 1 },
    toConfirm,
    toRevoke: { id, authorisation: revoked.authorisation },
    exports,
  };
}

/** A mutation that must wait says so, with a code after which phones ask again. */
async function mustWait(query: string, input: unknown): Promise<void> {
  const { errors } = await graphql(system.services.apiUrl, query, { input });
  const [error] = errors;
  assert.ok(error, 'it was not acknowledged');
  assert.ok(['LEDGER_UNAVAILABLE', 'LEDGER_TIMEOUT'].includes(error.extensions.code), error.extensions.code);
  assert.equal(error.message, errorCodes[error.extensions.code as 'LEDGER_UNAVAILABLE']);
}

const witnessed = async (subject: string): Promise<true | undefined> =>
  (await fetch(`${system.services.auditorUrl}/witness/${subject}`).catch(() => undefined))?.status === 200
    ? true
    : undefined;

/** Tries everything that the table speaks of, each as the table says. */
async function tryAll(scene: Scene, expected: Outage['expected']): Promise<{ anchor: string }> {
  const goesOn = (column: OutageColumn): boolean => expected[column] === 'go on';
  const url = system.services.apiUrl;
  assert.ok(goesOn('commitments'), 'every outage of one leaves commitments to the others');
  const root = randomHex(32);
  const { anchorRoot } = await eventually('a commitment', () => commit(url, root).catch(() => undefined), soon);
  acknowledged('commitment', root);
  // Asked again it is answered from the read model: the API follows another peer meanwhile.
  await eventually('the commitment in the read model', async () => {
    const { data } = await graphql<{ commitment: unknown }>(url, `{ commitment(root: "${root}") { block } }`);
    return data?.commitment ?? undefined;
  });

  if (goesOn('publications')) await mutate(url, mutations.publish, { input: scene.published });
  else await mustWait(mutations.publish, scene.published);
  if (goesOn('answers')) await mutate(url, mutations.acknowledge, { input: scene.answer });
  else await mustWait(mutations.acknowledge, scene.answer);

  await clinic.confirm(scene.toConfirm);
  await clinic.revoke(scene.toRevoke.id);
  const inOutbox = Number(!goesOn('authorising')) + Number(!goesOn('revoking'));
  if (inOutbox === 0)
    await eventually('an empty outbox', async () => ((await waiting()) === 0 ? true : undefined), soon);
  else {
    await sleep(watched / 3);
    assert.equal(await waiting(), inOutbox);
    assert.equal((await clinic.detail(scene.toConfirm)).status, 'sending');
  }

  const exported = async (): Promise<boolean> => (await exportIndex(url)).records.length > scene.exports;
  if (goesOn('exports')) await eventually('the export', async () => ((await exported()) ? true : undefined), soon);
  if (goesOn('new statements of the Auditor')) {
    await eventually('the statement', () => witnessed(`anchor/${anchorRoot}`), soon);
  }
  const mustNot = !goesOn('exports') || !goesOn('new statements of the Auditor');
  if (mustNot) await sleep(watched);
  if (!goesOn('exports')) assert.equal(await exported(), false, 'no export without both members of its collection');
  if (!goesOn('new statements of the Auditor')) assert.equal(await witnessed(`anchor/${anchorRoot}`), undefined);
  return { anchor: anchorRoot };
}

/** Everything that waited goes through. */
async function allGoesThrough(scene: Scene, anchor: string): Promise<void> {
  const url = system.services.apiUrl;
  const persistently = (query: string, input: unknown): Promise<true> =>
    eventually(
      'what waited',
      () =>
        mutate(url, query, { input }).then(
          () => true as const,
          () => undefined,
        ),
      soon,
    );
  await persistently(mutations.publish, scene.published);
  acknowledged('publication', scene.published.authorisation);
  await persistently(mutations.acknowledge, scene.answer);
  acknowledged('answer', answerLeaf(scene.answer));
  await eventually('an empty outbox', async () => ((await waiting()) === 0 ? true : undefined), 2 * soon);
  const { authorisation } = await clinic.detail(scene.toConfirm);
  acknowledged('authorisation', authorisation?.id ?? '');
  acknowledged('revocation', scene.toRevoke.authorisation);
  await eventually(
    'the export',
    async () => ((await exportIndex(url)).records.length > scene.exports ? true : undefined),
    soon,
  );
  await eventually('the statement', () => witnessed(`anchor/${anchor}`), soon);
}

/** How the one of a row is taken down and brought back. */
function control(down: string): { kill(): Promise<void>; restore(): Promise<void> } {
  const { network, services } = system;
  if (down === 'the Auditor') {
    return { kill: () => services.takeDown('auditor'), restore: () => services.bringBack('auditor') };
  }
  const organisation = /^(Health|Authority|Auditor)’s peer$/.exec(down)?.[1]?.toLowerCase();
  assert.ok(organisation, `nobody knows how to take ${down} down`);
  return { kill: async () => network.kill(`peer.${organisation}`), restore: network.restore };
}

for (const { kind, skip } of networks) {
  describe(`network ${kind}`, { skip }, () => {
    before(async () => {
      journal = newJournal();
      system = await startSystem(kind, { withAuditor: true });
      clinic = await openClinic(system.services);
    });
    after(() => system?.stop());

    for (const { down, expected } of documentedOutages()) {
      test(`${down} is down`, { timeout: 300_000 }, async () => {
        const scene = await prepare();
        const { kill, restore } = control(down);
        await kill();
        const { anchor } = await tryAll(scene, expected);
        await restore();
        await allGoesThrough(scene, anchor);
      });
    }

    test('everything stands once', { timeout: 120_000 }, async () => {
      const root = randomHex(32);
      const { block } = await commit(system.services.apiUrl, root);
      acknowledged('commitment', root);
      const all = tallies(journal.mutations, await contentsUpTo(system.network.targetFile, block));
      for (const [of, tally] of Object.entries(all)) {
        const { submitted, onLedger, lost, doubled, unasked } = tally;
        assert.deepEqual(
          { onLedger, lost, doubled, unasked },
          { onLedger: submitted, lost: 0, doubled: 0, unasked: 0 },
          of,
        );
      }
    });
  });
}
