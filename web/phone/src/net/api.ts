import {
  type Answer,
  type AnswerReceipt,
  answerReceipt,
  type CommitmentReceipt,
  commitmentReceipt,
} from '@tallystick/protocol';
import { z } from 'zod';
import { graphql } from './graphql.ts';

const COMMIT = `mutation Commit($root: Bytes!) { commitEncounters(root: $root) { root leafIndex treeSize path anchorRoot txId block } }`;
const PUBLISH = `mutation Publish($input: PublishDiagnosisInput!) { publishDiagnosis(input: $input) { authorisation digest txId block } }`;
const ANSWER = `mutation Answer($input: AcknowledgeExposureInput!) { acknowledgeExposure(input: $input) { leaf leafIndex treeSize path answersRoot txId block } }`;
const NETWORK = `query Network { network { id time } }`;
const POLICY = `query Policy { riskPolicy { version content inForceFrom } }`;
const ENDORSEMENT = `query Endorsement($id: Bytes!) { transaction(id: $id) { endorsement { channelHeader signatureHeader proposal payload endorsements { endorser signature } } } }`;
const AUTHORISATION = `query Authorisation($id: Bytes!) { authorisation(id: $id) { status expires } }`;

const publicationReceipt = z.object({
  authorisation: z.string(),
  digest: z.string(),
  txId: z.string(),
  block: z.int(),
});
/** Receipt of a publication. */
export type PublicationReceipt = z.infer<typeof publicationReceipt>;

/** What a publication sends; all hex. */
export interface PublicationRequest {
  readonly authorisation: string;
  readonly digest: string;
  readonly signature: string;
  readonly salt: string;
  readonly keys: string;
}

/** Sends one root; the same root again is answered with the first receipt. */
export function commitEncounters(root: string): Promise<CommitmentReceipt> {
  return graphql(COMMIT, { root }, 'commitEncounters', commitmentReceipt);
}

/** Sends a publication; the same request again is answered with the first receipt. */
export function publishDiagnosis(input: PublicationRequest): Promise<PublicationReceipt> {
  return graphql(PUBLISH, { input }, 'publishDiagnosis', publicationReceipt);
}

/** Sends a day's answer; the same answer again is answered with the first receipt. */
export function acknowledgeExposure(input: Answer): Promise<AnswerReceipt> {
  return graphql(ANSWER, { input }, 'acknowledgeExposure', answerReceipt);
}

/** Which network the server speaks for, and what time it has (Unix seconds). */
export function askNetwork(): Promise<{ id: string; time: number }> {
  return graphql(NETWORK, {}, 'network', z.object({ id: z.string(), time: z.int() }));
}

/** The risk policy that the server says is in force, unverified. */
export function askRiskPolicy(): Promise<{ version: number; content: unknown; inForceFrom: number }> {
  return graphql(POLICY, {}, 'riskPolicy', z.object({ version: z.int(), content: z.unknown(), inForceFrom: z.int() }));
}

const endorsementAnswer = z.object({ endorsement: z.unknown() }).nullable();

/** What the server says that two organisations signed for a transaction, unverified; null while it knows no such transaction. */
export async function askEndorsement(id: string): Promise<unknown> {
  const found = await graphql(ENDORSEMENT, { id }, 'transaction', endorsementAnswer);
  return found?.endorsement ?? null;
}

const authorisationAnswer = z.object({ status: z.string(), expires: z.int() }).nullable();

/** State of an authorisation, null when the ledger has none by that id. */
export function askAuthorisation(id: string): Promise<z.infer<typeof authorisationAnswer>> {
  return graphql(AUTHORISATION, { id }, 'authorisation', authorisationAnswer);
}
