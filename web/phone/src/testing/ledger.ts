import { createHash, randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import {
  type Answer,
  anchorOf,
  answerBatchOf,
  authorisationId,
  type CanonicalValue,
  canonicalBytes,
  createVerificationCode,
  decodeSlots,
  defaultRiskPolicy,
  type EndorsementEvidence,
  type ExportArgument,
  exportBin,
  exportContent,
  exportFile,
  exportFileName,
  exportSignatureInfo,
  fromHex,
  organisations,
  type ProvenanceFacts,
  type PublishedKeys,
  signStatement,
  TallystickError,
  toHex,
  verificationKeys,
  verifyPublication,
  type WitnessEnvelope,
  type WitnessStatement,
} from '@tallystick/protocol';
import { type MadeProposal, madeEvidence, madeProposal, TestOrganisation } from '@tallystick/protocol/testing';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const now = (): number => Math.floor(Date.now() / 1000);

/** A recorded export with its file. */
export interface RecordedExport {
  readonly record: ExportArgument & { readonly block: number; readonly txId: string; readonly purgeAfter: number };
  readonly name: string;
  readonly file: Uint8Array;
}

/**
 * The ledger's rules and the Auditor's statements in memory, with the real protocol code: what API and Auditor answer without their
 * processes, so that tests can make them lie.
 */
export class TestLedger {
  readonly network = hash('block 0');
  readonly channel = 'tallystick';
  readonly policy = { version: 1, content: defaultRiskPolicy, inForceFrom: now() - 60 };
  readonly exportKey = { keyId: 'export-1', secret: p256.utils.randomSecretKey(), version: 1 };
  readonly exports: RecordedExport[] = [];
  readonly answers: Answer[] = [];
  readonly anchors = new Map<
    string,
    { block: number; txId: string; entry: ReturnType<typeof anchorOf>['entries'][number]; anchorRoot: string }
  >();
  readonly authorisations = new Map<string, { publicKey: Uint8Array; status: string; expires: number }>();
  readonly publications = new Map<
    string,
    PublishedKeys & { digest: string; receipt: { txId: string; block: number } }
  >();
  readonly revokedIn = new Map<string, number>();
  readonly statements = new Map<string, WitnessStatement>();
  /** What two organisations signed, by transaction id. */
  readonly evidence = new Map<string, EndorsementEvidence>();
  readonly organisations = Object.values(organisations).map((mspId) => new TestOrganisation(mspId));
  readonly #witnessSecret = ed25519.utils.randomSecretKey();
  #block = 1;

  /** Pins, as the phone's face serves them. */
  get pins(): Record<string, unknown> {
    return {
      v: 1,
      network: this.network,
      channel: this.channel,
      embedded: true,
      organisations: Object.fromEntries(this.organisations.map(({ mspId, root }) => [mspId, root])),
      witnessKey: toHex(ed25519.getPublicKey(this.#witnessSecret)),
      exportKeys: [],
      windowSeconds: 10,
      answerDelaySeconds: 0,
      practice: true,
    };
  }

  #next(): { block: number; made: MadeProposal; txId: string; headerHash: string } {
    const block = this.#block++;
    const made = madeProposal(now(), randomBytes(24), this.channel);
    return { block, made, txId: made.txId, headerHash: hash(`block ${block}`) };
  }

  /** Two organisations sign the record that a transaction has written. */
  #endorse(made: MadeProposal, activity: ProvenanceFacts['activity'], fields: Record<string, CanonicalValue>): void {
    const provenance = { activity, organisation: organisations.authority, role: 'api' };
    const lists = { used: [], generated: [], invalidated: [] };
    const record = {
      ...fields,
      purgeAfter: now() + 1_296_900,
      txId: made.txId,
      provenance: { ...provenance, ...lists },
    };
    this.evidence.set(made.txId, madeEvidence(made, { record }, this.organisations.slice(1)));
  }

  #witness(statement: WitnessStatement): void {
    this.statements.set(`${statement.kind}/${statement.subject}`, statement);
  }

  /** Anchors one root; the same again gets the first receipt. */
  commit(root: string): Record<string, unknown> {
    let anchor = this.anchors.get(root);
    if (anchor === undefined) {
      const { block, made, txId, headerHash } = this.#next();
      const other = toHex(randomBytes(32));
      const batch = anchorOf([root, other]);
      anchor = { block, txId, anchorRoot: batch.root, entry: batch.entries.find(({ value }) => value === root)! };
      this.anchors.set(root, anchor);
      const body = { root: batch.root, block, headerHash, firstSeen: now() };
      this.#witness({ v: 1, network: this.network, kind: 'anchor', subject: batch.root, body });
      this.#endorse(made, 'anchor', { type: 'anchor', root: batch.root, count: batch.entries.length });
    }
    const { leafIndex, treeSize, path } = anchor.entry;
    return {
      root,
      leafIndex,
      treeSize,
      path,
      anchorRoot: anchor.anchorRoot,
      txId: anchor.txId,
      block: anchor.block,
    };
  }

  /** The hospital authorises; @returns the code. */
  async authorise(expires: number = now() + 86_400): Promise<string> {
    const code = createVerificationCode();
    const { publicKey } = await verificationKeys(code, this.channel);
    this.authorisations.set(authorisationId(publicKey), { publicKey, status: 'ISSUED', expires });
    return code;
  }

  /** Accepts a publication, or throws the contract's error. */
  publish(input: Record<'authorisation' | 'digest' | 'signature' | 'salt' | 'keys', string>): Record<string, unknown> {
    const authorisation = this.authorisations.get(input.authorisation);
    if (authorisation === undefined) throw new TallystickError('CODE_UNKNOWN');
    const earlier = this.publications.get(input.authorisation);
    if (earlier !== undefined && earlier.digest !== input.digest) throw new TallystickError('CODE_USED');
    if (earlier !== undefined) return { ...input, ...earlier.receipt };
    if (authorisation.expires < now()) throw new TallystickError('CODE_EXPIRED');
    const statement = {
      channel: this.channel,
      authorisation: fromHex(input.authorisation),
      digest: fromHex(input.digest),
    };
    if (!verifyPublication(authorisation.publicKey, statement, fromHex(input.signature))) {
      throw new TallystickError('SIGNATURE_INVALID');
    }
    const { block, made, txId } = this.#next();
    const { authorisation: id, digest, signature } = input;
    this.#endorse(made, 'publish', { type: 'publication', authorisation: id, digest, signature });
    this.publications.set(input.authorisation, {
      authorisation: input.authorisation,
      block,
      index: 0,
      keys: decodeSlots(fromHex(input.keys)),
      reportType: 'CONFIRMED_TEST',
      onset: null,
      digest: input.digest,
      receipt: { block, txId },
    });
    authorisation.status = 'PUBLISHED';
    return { ...input, block, txId };
  }

  /** The hospital corrects: the authorisation is revoked. */
  revoke(authorisation: string): void {
    this.revokedIn.set(authorisation, this.#next().block);
  }

  /** Counts one answer. */
  answer(answer: Answer): Record<string, unknown> {
    const batch = answerBatchOf([answer]);
    const { block, made, txId, headerHash } = this.#next();
    if (!this.answers.some(({ id }) => id === answer.id)) this.answers.push(answer);
    const body = { root: batch.root, block, headerHash, firstSeen: now() };
    this.#witness({ v: 1, network: this.network, kind: 'answers', subject: batch.root, body });
    const { day, root, count, sum } = batch;
    this.#endorse(made, 'notify', { type: 'answers', day, root, count, sum });
    const { value, leafIndex, treeSize, path } = batch.entries[0]!;
    return { leaf: value, leafIndex, treeSize, path, answersRoot: batch.root, txId, block };
  }

  /** Releases what is due as an export, recorded and witnessed. @returns it, null when there is nothing. */
  release(): RecordedExport | null {
    const last = this.exports.at(-1)?.record ?? null;
    const lastBlock = this.#block - 1;
    const windowEnd = now();
    const source = { publications: [...this.publications.values()], revokedIn: this.revokedIn, supersedes: new Map() };
    const content = exportContent(source, { previous: last, lastBlock, windowEnd, seed: randomBytes(32) });
    if (content === null) return null;
    const { keyId, secret, version } = this.exportKey;
    const windowStart = last?.windowEnd ?? windowEnd - 10;
    const meta = { windowStart, windowEnd, keyId, keyVersion: version };
    const bin = exportBin(content, meta);
    const sha256 = createHash('sha256').update(bin).digest('hex');
    const { block, txId } = this.#next();
    const sequence = (last?.sequence ?? 0) + 1;
    const fields = {
      sequence,
      previous: last?.sha256 ?? null,
      windowStart,
      windowEnd,
      lastBlock,
      sha256,
      real: content.real,
      padding: content.padding,
      revised: content.revised.length,
      keyId,
    };
    const firstBlock = (last?.lastBlock ?? 0) + 1;
    const made: RecordedExport = {
      record: { ...fields, firstBlock, block, txId, purgeAfter: windowEnd + 1_296_900 },
      name: exportFileName(sequence, sha256),
      file: exportFile(bin, secret, exportSignatureInfo(meta)),
    };
    this.exports.push(made);
    this.#witness({
      v: 1,
      network: this.network,
      kind: 'export',
      subject: String(sequence),
      body: { ...fields, block },
    });
    return made;
  }

  /** What the Auditor says about a subject, null when it says nothing. */
  statement(kind: string, subject: string | undefined): WitnessEnvelope | null {
    const found = this.#standing(kind) ?? this.statements.get(`${kind}/${subject}`);
    return found === undefined ? null : this.sign(found);
  }

  /** A signed envelope of any statement: tests use it to lie with old ones. */
  sign(statement: WitnessStatement): WitnessEnvelope {
    return signStatement(statement, this.#witnessSecret);
  }

  #standing(kind: string): WitnessStatement | undefined {
    const base = { v: 1, network: this.network } as const;
    if (kind === 'head') {
      const block = this.#block - 1;
      const lastExport = this.exports.at(-1)?.record.sequence ?? null;
      const body = { block, headerHash: hash(`block ${block}`), lastExport, time: now() };
      return { ...base, kind: 'head', subject: String(Math.floor(now() / 10)), body };
    }
    if (kind === 'policy') {
      const { version, content, inForceFrom } = this.policy;
      const sha256 = createHash('sha256')
        .update(canonicalBytes(content as unknown as CanonicalValue))
        .digest('hex');
      return {
        ...base,
        kind: 'policy',
        subject: `risk/${version}`,
        body: { kind: 'risk', version, sha256, inForceFrom },
      };
    }
    if (kind === 'exportKey') {
      const { keyId, secret, version } = this.exportKey;
      const publicKey = toHex(p256.getPublicKey(secret, false));
      return { ...base, kind: 'exportKey', subject: keyId, body: { keyId, publicKey, version } };
    }
    return undefined;
  }
}
