import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  type Answer,
  type ArgumentOf,
  anchorOf,
  answerBatchOf,
  authorisationId,
  type CanonicalValue,
  type ChannelPolicyContent,
  canonicalJson,
  channelName,
  dayAt,
  type ExportArgument,
  encodeSlots,
  fromHex,
  organisations,
  type PrivateOf,
  proposalId,
  publicationDigest,
  signPublication,
  type TemporaryExposureKey,
  type TransactionName,
  toHex,
} from '@tallystick/protocol';
import type { Creator } from '../core/call.ts';
import { MemoryLedger, type Proposal, type Simulation, transientOf } from './memory-ledger.ts';

const { health, authority, auditor } = organisations;
const person = (mspId: string, role: string, facility: string | null = null): Creator => ({ mspId, role, facility });

/** Everybody who appears in the tests. */
export const people = {
  api: person(authority, 'api'),
  adapter: person(health, 'adapter', 'general-hospital'),
  otherAdapter: person(health, 'adapter', 'other-hospital'),
  auditor: person(auditor, 'auditor'),
  healthAdministrator: person(health, 'administrator'),
  authorityAdministrator: person(authority, 'administrator'),
  auditorAdministrator: person(auditor, 'administrator'),
} as const;

/** A request: function, argument, private value, and who sends it. */
export type Request<N extends TransactionName = TransactionName> = {
  readonly name: N;
  readonly argument: CanonicalValue;
  readonly private?: CanonicalValue | undefined;
  readonly creator: Creator;
};

/** Monday, 2 November 2026, 12:00:00 UTC. */
export const start = 1_793_620_800;

/** 32 bytes of hex that look random but are the same in every run. */
export function noise(seed: string | number, bytes = 32): string {
  return createHash('sha256')
    .update(`noise ${seed}`)
    .digest('hex')
    .slice(0, bytes * 2);
}

const policyContent: ChannelPolicyContent = {
  retentionSeconds: 1_296_900,
  alignToDay: true,
  riskDelaySeconds: 3_600,
  exportKeyDelaySeconds: 60,
};

function request<N extends TransactionName>(
  name: N,
  creator: Creator,
  argument: ArgumentOf<N>,
  secret?: PrivateOf<N>,
): Request<N> {
  return { name, creator, argument: argument as CanonicalValue, private: secret as CanonicalValue | undefined };
}

/** One-time Ed25519 keys as a verification code would give. */
export function oneTimeKeys(seed: string | number): {
  publicKey: string;
  id: string;
  sign(message: Uint8Array): Uint8Array<ArrayBuffer>;
} {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(noise(seed), 'hex')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  return {
    publicKey,
    id: authorisationId(fromHex(publicKey)),
    sign: (message) => Uint8Array.from(sign(null, message, key)),
  };
}

/** A day's key, `daysAgo` before a moment. */
export function dayKey(seed: string | number, daysAgo: number, time = start): TemporaryExposureKey {
  const rollingStart = (dayAt(time) - daysAgo) * 144;
  return { key: fromHex(noise(seed, 16)), rollingStart, rollingPeriod: 144 };
}

/** Requests as an honest client sends them. */
export const requests = {
  proposeChannel: (content = policyContent, creator: Creator = people.healthAdministrator): Request<'policy:propose'> =>
    request('policy:propose', creator, { kind: 'channel', version: 1, content }),

  proposeKey: (
    version: number,
    keyId = `key-${version}`,
    creator: Creator = people.authorityAdministrator,
  ): Request<'policy:propose'> =>
    request('policy:propose', creator, {
      kind: 'exportKey',
      version,
      content: { keyId, publicKey: `04${noise(keyId)}${noise(`${keyId}'`)}` },
    }),

  proposeRisk: (version: number, creator: Creator = people.authorityAdministrator): Request<'policy:propose'> =>
    request('policy:propose', creator, { kind: 'risk', version, content: { minutes: 15, weights: [100, 50, 0] } }),

  approve: (
    proposal: Request<'policy:propose'>,
    creator: Creator = people.auditorAdministrator,
  ): Request<'policy:approve'> =>
    request('policy:approve', creator, {
      proposal: proposalId(proposal.creator.mspId, proposal.argument as ArgumentOf<'policy:propose'>),
    }),

  anchor: (seed: string | number = 'anchor', count = 3): Request<'encounters:anchor'> => {
    const { root, entries } = anchorOf(Array.from({ length: count }, (_, i) => noise(`${seed} ${i}`)));
    const roots = entries.map(({ value }) => value);
    return request('encounters:anchor', people.api, { root, count }, { salt: noise(`${seed} salt`), roots });
  },

  authorise: (
    seed: string | number = 'code',
    options: { supersedes?: string; creator?: Creator; time?: number; expires?: number; onset?: number | null } = {},
  ): Request<'diagnoses:authorise'> => {
    const { id, publicKey } = oneTimeKeys(seed);
    const { supersedes, creator = people.adapter, time = start, expires = time + 86_400 } = options;
    const onset = options.onset === undefined ? dayAt(time) - 3 : options.onset;
    return request(
      'diagnoses:authorise',
      creator,
      {
        id,
        publicKey,
        expires,
        recordCommitment: noise(`${seed} record`),
        ...(supersedes === undefined ? {} : { supersedes }),
      },
      { salt: noise(`${seed} details`), reportType: 'CONFIRMED_TEST', onset, test: 'SARS-CoV-2 RNA' },
    );
  },

  revoke: (seed: string | number = 'code', creator: Creator = people.adapter): Request<'diagnoses:revoke'> =>
    request(
      'diagnoses:revoke',
      creator,
      { authorisation: oneTimeKeys(seed).id },
      { salt: noise(`${seed} revocation`), reason: 'amended by the laboratory' },
    ),

  publish: (
    seed: string | number = 'code',
    keys: readonly TemporaryExposureKey[] = [dayKey('tek 1', 1), dayKey('tek 2', 2)],
    saltSeed: string | number = seed,
  ): Request<'diagnoses:publish'> => publishSlots(seed, encodeSlots(keys), saltSeed),

  exportFile: (overrides: Partial<ExportArgument> = {}): Request<'exports:record'> =>
    request(
      'exports:record',
      people.api,
      {
        sequence: 1,
        previous: null,
        windowStart: start + 600,
        windowEnd: start + 1_200,
        firstBlock: 0,
        lastBlock: 9,
        sha256: noise('export 1'),
        real: 2,
        padding: 138,
        revised: 0,
        keyId: 'key-1',
        ...overrides,
      },
      { salt: noise('export salt'), seed: noise('export seed') },
    ),

  answers: (
    seed: string | number = 'answers',
    count = 4,
    day = dayAt(start) - 1,
  ): Request<'acknowledgements:record'> => {
    const given = Array.from(
      { length: count },
      (_, i): Answer => ({ day, id: noise(`${seed} ${i}`, 16), bit: i % 2 === 0 ? 1 : 0 }),
    );
    const batch = answerBatchOf(given);
    return request(
      'acknowledgements:record',
      people.api,
      { day, root: batch.root, count: batch.count, sum: batch.sum },
      { salt: noise(`${seed} salt`), answers: [...batch.answers] },
    );
  },

  purge: (collection: 'keys' | 'roots' | 'authorisations', names: string[], creator: Creator): Request<'purge:purge'> =>
    request('purge:purge', creator, { collection, names }),
} as const;

/** A publication of given slots, signed as the phone signs. */
export function publishSlots(
  seed: string | number,
  slots: Uint8Array,
  saltSeed: string | number = seed,
): Request<'diagnoses:publish'> {
  const keys = oneTimeKeys(seed);
  const salt = noise(`${saltSeed} publication`);
  const digest = publicationDigest(fromHex(salt), slots);
  const signature = signPublication(keys, { channel: channelName, authorisation: fromHex(keys.id), digest });
  return request(
    'diagnoses:publish',
    people.api,
    { authorisation: keys.id, digest: toHex(digest), signature: toHex(signature) },
    { salt, keys: toHex(slots) },
  );
}

/** A ledger with a clock, driven by requests. */
export class World {
  readonly ledger = new MemoryLedger();
  time = start;
  #transactions = 0;

  /** The request as a proposal at the world's time. */
  proposal(of: Request, texts: readonly string[] = [canonicalJson(of.argument)]): Proposal {
    this.#transactions += 1;
    return {
      name: of.name,
      texts,
      transient: transientOf(of.private),
      creator: of.creator,
      time: this.time,
      txId: noise(`transaction ${this.#transactions}`),
    };
  }

  /** Endorses and, when it was not refused, commits. */
  async send(of: Request): Promise<Simulation> {
    const simulation = await this.ledger.simulate(this.proposal(of));
    if (simulation.error === undefined && simulation.answer !== undefined) this.ledger.commit(simulation);
    return simulation;
  }

  /** As {@link send}, for steps that must succeed. */
  async must(...all: Request[]): Promise<void> {
    for (const each of all) {
      const { errorText } = await this.send(each);
      if (errorText !== '') throw new Error(`${each.name} was refused: ${errorText}`);
    }
  }

  /** A world whose channel policy and first export key are in force. */
  static async begin(content?: ChannelPolicyContent): Promise<World> {
    const world = new World();
    const channel = requests.proposeChannel(content);
    await world.must(channel, requests.approve(channel));
    const key = requests.proposeKey(1);
    await world.must(key, requests.approve(key));
    world.time += 3_600;
    return world;
  }
}
