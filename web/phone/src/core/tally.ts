import {
  buildDayTrees,
  type CommitmentReceipt,
  claimOfCommitment,
  dayAt,
  dayStart,
  deriveLeafSecrets,
  type Encounter,
  leafHash,
  mergeSightings,
  SECONDS_PER_DAY,
  TallystickError,
  toHex,
  verifyCommitmentReceipt,
  type WitnessStatementOf,
} from '@tallystick/protocol';
import { isConfirmed } from '../domain/confirmation.ts';
import { commitMoment, dueDays } from '../domain/tally-plan.ts';
import { commitEncounters } from '../net/api.ts';
import { KEEP_DAYS, readSetting, writeSetting } from '../store/database.ts';
import type { StoredCommitment, StoredEncounter } from '../store/schema.ts';
import { keyedSightingsBetween } from '../store/sightings.ts';
import { confirm } from './confirm.ts';
import { chance, type PhoneContext } from './context.ts';
import { witnessOf } from './witness.ts';

/** Seconds of the following day over which commitments are spread; trying it out waits an hour at most. */
const SPREAD = { normal: SECONDS_PER_DAY, practice: 3_600 };

/** Makes the commitments of all days that are due, one root each (a day of more than 16,384 encounters: several). */
export async function makeDueCommitments(context: PhoneContext): Promise<void> {
  const { db, clock, pins, random } = context;
  const now = clock.now();
  const today = dayAt(now);
  const firstDay = (await readSetting(db, 'firstDay')) ?? today;
  const moments: Record<number, number> = { ...(await readSetting(db, 'commitMoments')) };
  const yesterday = today - 1;
  if (moments[yesterday] === undefined) {
    const spread = pins.practice ? SPREAD.practice : SPREAD.normal;
    moments[yesterday] = commitMoment(yesterday, chance(random), spread);
    const kept = Object.entries(moments).filter(([day]) => Number(day) > today - KEEP_DAYS);
    await writeSetting(db, 'commitMoments', Object.fromEntries(kept));
  }
  const tag = await readSetting(db, 'tag');
  const committed = new Set((await db.getAll('commitments')).map(({ day }) => day));
  const lastSync = tag === undefined ? undefined : tag.lastSync;
  for (const day of dueDays({ firstDay, today, now, committed, moments, lastSync })) await commitDay(context, day);
}

interface Leaf {
  readonly encounter: Encounter;
  readonly leafSecret: Uint8Array<ArrayBuffer>;
  readonly hash: Uint8Array;
}

/**
 * Builds the trees over everything up to the end of a day that stands in no tree yet, and stores them with what is needed to
 * prove each leaf later: what arrives after its day's commitment enters the next one with its own interval.
 */
async function commitDay(context: PhoneContext, day: number): Promise<void> {
  const { db, random, clock } = context;
  const heard = await keyedSightingsBetween(db, 0, dayStart(day + 1));
  const open = heard.filter(({ sighting }) => sighting.root === undefined);
  const leaves = mergeSightings(open.map(({ sighting }) => sighting)).map((encounter): Leaf => {
    const leafSecret = Uint8Array.from(random(32));
    const { salt, holder } = deriveLeafSecrets(leafSecret);
    const { rpi, aem, firstInterval, seconds, attenuation } = encounter;
    const holderPublicKey = holder.publicKey;
    const hash = leafHash({ salt, rpi, aem, firstInterval, seconds, attenuation, holderPublicKey });
    return { encounter, leafSecret, hash };
  });
  const trees = buildDayTrees(
    leaves.map(({ hash }) => hash),
    random,
  );
  const tx = db.transaction(['commitments', 'encounters', 'sightings'], 'readwrite', { durability: 'strict' });
  let firstRoot = '';
  for (const { tree, leaves: all, positions, firstLeaf } of trees) {
    const root = toHex(tree.root);
    firstRoot ||= root;
    const commitment: StoredCommitment = {
      root,
      day,
      madeAt: clock.now(),
      encounters: positions.length,
      leaves: joined(all),
    };
    await tx.objectStore('commitments').put(commitment);
    for (const [i, leafIndex] of positions.entries()) {
      const { encounter, leafSecret } = leaves[firstLeaf + i]!;
      await tx.objectStore('encounters').put(storedLeaf(root, leafIndex, encounter, leafSecret));
    }
  }
  for (const { key, sighting } of open) await tx.objectStore('sightings').put({ ...sighting, root: firstRoot }, key);
  await tx.done;
}

function storedLeaf(
  root: string,
  leafIndex: number,
  { rpi, aem, firstInterval, seconds, attenuation }: Encounter,
  leafSecret: Uint8Array<ArrayBuffer>,
): StoredEncounter {
  return {
    id: `${root}/${leafIndex}`,
    root,
    leafIndex,
    rpi: Uint8Array.from(rpi),
    aem: Uint8Array.from(aem),
    firstInterval,
    seconds,
    attenuation,
    leafSecret,
  };
}

function joined(leaves: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32 * leaves.length);
  leaves.forEach((leaf, i) => {
    bytes.set(leaf, 32 * i);
  });
  return bytes;
}

/**
 * Sends the roots that have no receipt, and has those confirmed that are not.
 *
 * @throws the first failure, after every commitment was tried: what could not be done is tried again.
 */
export async function sendCommitments(context: PhoneContext): Promise<void> {
  let failure: unknown = null;
  for (const commitment of await context.db.getAll('commitments')) {
    if (isConfirmed(commitment)) continue;
    const by = {
      receipt: () => receiptOf(commitment.root),
      claim: claimOfCommitment,
      witness: (receipt: CommitmentReceipt) => anchorWitness(context, receipt),
    };
    try {
      await confirm(context, commitment, by, (reached) => context.db.put('commitments', reached));
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
}

async function receiptOf(root: string): Promise<CommitmentReceipt> {
  const receipt = await commitEncounters(root);
  if (receipt.root !== root || !verifyCommitmentReceipt(receipt)) {
    throw new TallystickError('ROOTS_MISMATCH', { field: 'receipt' });
  }
  return receipt;
}

async function anchorWitness(context: PhoneContext, receipt: CommitmentReceipt): Promise<WitnessStatementOf<'anchor'>> {
  const witness = await witnessOf(context, 'anchor', receipt.anchorRoot);
  if (witness.body.block !== receipt.block) throw new TallystickError('ROOTS_MISMATCH', { field: 'block' });
  return witness;
}
