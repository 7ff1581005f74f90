import type { Ledger, Submission } from '@tallystick/ledger';
import { defaultRiskPolicy, recordKey, TallystickError, type TransactionName } from '@tallystick/protocol';
import { anchor, answers, exportRecord, patient, random } from '../network/testing/requests.ts';
import type { Call, Expected } from './table.ts';

/** Ledgers of those who prepare what others then try. */
export type Preparers = {
  /** The hospital whose authorisations are superseded, revoked and published. */
  readonly adapter: Ledger;
  /** Who makes the proposals that others approve. */
  readonly proposer: Ledger;
  /** Name of the export key in force. */
  readonly exportKeyId: string;
};

async function nextRiskVersion(ledger: Ledger): Promise<number> {
  for (let version = 1; ; version++) {
    if ((await ledger.evaluate(recordKey.policy('risk', version))) === undefined) return version;
  }
}

/** The next record of the chain of exports. */
async function nextExport(ledger: Ledger, keyId: string): Promise<Submission<'exports:record'>> {
  let previous: { readonly sha256: string; readonly lastBlock: number } | undefined;
  for (let sequence = 1; ; sequence++) {
    const record = await ledger.evaluate(recordKey.export(sequence));
    if (record?.type === 'export') previous = record;
    else {
      const firstBlock = previous === undefined ? 0 : previous.lastBlock + 1;
      const sha256 = previous?.sha256 ?? null;
      return exportRecord({ sequence, previous: sha256, firstBlock, lastBlock: firstBlock, keyId });
    }
  }
}

/** Purge of a name without a record, which is due at any time. */
function purge(collection: 'keys' | 'roots' | 'authorisations'): Submission<'purge:purge'> {
  const name = {
    keys: recordKey.publication(random(16)),
    roots: recordKey.anchor(random()),
    authorisations: recordKey.authorisation(random(16)),
  }[collection];
  return { name: 'purge:purge', argument: { collection, names: [name] } };
}

async function superseding(adapter: Ledger): Promise<Submission<'diagnoses:authorise'>> {
  const [first, second] = [await patient(), await patient()];
  await adapter.submit(first.authorise);
  const { authorise } = second;
  return { ...authorise, argument: { ...authorise.argument, supersedes: first.id } };
}

async function authorised(adapter: Ledger): Promise<Awaited<ReturnType<typeof patient>>> {
  const person = await patient();
  await adapter.submit(person.authorise);
  return person;
}

async function proposal(proposer: Ledger): Promise<Submission<'policy:approve'>> {
  const version = await nextRiskVersion(proposer);
  const argument = { kind: 'risk' as const, version, content: defaultRiskPolicy };
  const { record } = await proposer.submit({ name: 'policy:propose', argument });
  if (record?.type !== 'proposal') throw new Error('the contract did not answer with a proposal');
  return { name: 'policy:approve', argument: { proposal: record.id } };
}

/** Sends one request as somebody. */
export type Attempt = (ledger: Ledger) => Promise<unknown>;

function sending<N extends TransactionName>(submission: Submission<N>): Attempt {
  return (ledger) => ledger.submit(submission);
}

const makers: Readonly<Record<Call, (network: Preparers) => Attempt | Promise<Attempt>>> = {
  'encounters:anchor': () => sending(anchor()),
  'diagnoses:authorise': async () => sending((await patient()).authorise),
  'diagnoses:authorise, superseding': async ({ adapter }) => sending(await superseding(adapter)),
  'diagnoses:revoke': async ({ adapter }) => sending((await authorised(adapter)).revoke),
  'diagnoses:publish': async ({ adapter }) => sending((await authorised(adapter)).publish),
  'exports:record': async ({ proposer, exportKeyId }) => sending(await nextExport(proposer, exportKeyId)),
  'acknowledgements:record': () => sending(answers([0, 1])),
  'policy:propose': async ({ proposer }) => {
    const version = await nextRiskVersion(proposer);
    return sending({ name: 'policy:propose', argument: { kind: 'risk', version, content: defaultRiskPolicy } });
  },
  'policy:approve': async ({ proposer }) => sending(await proposal(proposer)),
  'purge:purge of keys': () => sending(purge('keys')),
  'purge:purge of roots': () => sending(purge('roots')),
  'purge:purge of authorisations': () => sending(purge('authorisations')),
  'records:get': () => (ledger) => ledger.evaluate(recordKey.policy('channel', 1)),
};

/**
 * Makes requests that succeed when the right one sends them. What was refused has changed nothing, so the next one gets the
 * same request; what was allowed is made anew.
 */
export class Attempts {
  readonly #network: Preparers;
  readonly #ready = new Map<Call, Attempt>();

  constructor(network: Preparers) {
    this.#network = network;
  }

  /** What comes of a call as somebody: `allowed`, or the code that it is refused with. */
  async outcome(call: Call, ledger: Ledger): Promise<Expected> {
    const attempt = this.#ready.get(call) ?? (await makers[call](this.#network));
    this.#ready.set(call, attempt);
    try {
      await attempt(ledger);
    } catch (error) {
      if (error instanceof TallystickError) return error.code;
      throw error;
    }
    this.#ready.delete(call);
    // A version that is in force cannot be proposed any more.
    if (call === 'policy:approve') this.#ready.delete('policy:propose');
    return 'allowed';
  }
}
