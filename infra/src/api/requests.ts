import { randomBytes } from 'node:crypto';
import type { Answer, AnswerReceipt, CommitmentReceipt, EndorsementEvidence } from '@tallystick/protocol';
import { dataOf } from './client.ts';
import type { PublishInput } from './patient.ts';

const place = 'leafIndex treeSize path txId block';

/** The mutations as phones send them. */
export const mutations = {
  commit: `mutation ($root: Bytes!) { commitEncounters(root: $root) { root anchorRoot ${place} } }`,
  acknowledge: `mutation ($input: AcknowledgeExposureInput!) {
    acknowledgeExposure(input: $input) { leaf answersRoot ${place} } }`,
  publish:
    'mutation ($input: PublishDiagnosisInput!) { publishDiagnosis(input: $input) { authorisation digest txId block } }',
};

/** Random bytes as hex. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** Commits a root, a random one unless given. */
export async function commit(url: string, root: string = randomHex(32)): Promise<CommitmentReceipt> {
  return (await dataOf<{ commitEncounters: CommitmentReceipt }>(url, mutations.commit, { root })).commitEncounters;
}

/** Sends an answer. */
export async function acknowledge(url: string, input: Answer): Promise<AnswerReceipt> {
  return (await dataOf<{ acknowledgeExposure: AnswerReceipt }>(url, mutations.acknowledge, { input }))
    .acknowledgeExposure;
}

/** Where a publication stands. */
export type PublicationReceipt = { authorisation: string; digest: string; txId: string; block: number };

/** Publishes a diagnosis. */
export async function publish(url: string, input: PublishInput): Promise<PublicationReceipt> {
  return (await dataOf<{ publishDiagnosis: PublicationReceipt }>(url, mutations.publish, { input })).publishDiagnosis;
}

/** An entry of `/exports/index.json`. */
export type IndexEntry = {
  sequence: number;
  name: string;
  sha256: string;
  real: number;
  padding: number;
  revised: number;
  status: 'available' | 'expired';
};

/** The index of exports. */
export async function exportIndex(url: string): Promise<{ network: string; records: IndexEntry[] }> {
  return (await (await fetch(`${url}/exports/index.json`)).json()) as { network: string; records: IndexEntry[] };
}

/** Every block as the API serves it. */
export async function rawBlocks(url: string): Promise<Buffer[]> {
  const { height } = (await (await fetch(`${url}/blocks`)).json()) as { height: number };
  const blocks: Buffer[] = [];
  for (let number = 0; number < height; number++) {
    blocks.push(Buffer.from(await (await fetch(`${url}/blocks/${number}`)).arrayBuffer()));
  }
  return blocks;
}

const evidence =
  'query ($id: Bytes!) { transaction(id: $id) { endorsement { channelHeader signatureHeader proposal payload endorsements { endorser signature } } } }';

/** What a service says about the endorsement of a transaction, null when it knows none. */
export async function endorsementOf(url: string, id: string): Promise<EndorsementEvidence | null> {
  type Answered = { transaction: { endorsement: EndorsementEvidence | null } | null };
  return (await dataOf<Answered>(url, evidence, { id })).transaction?.endorsement ?? null;
}
