import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { BlockRow, TransactionRow } from '../read-model/ledger-rows.ts';
import type { ServiceContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  Bytes: { input: string; output: string; }
  Count: { input: number; output: number; }
  Enin: { input: number; output: number; }
  Json: { input: unknown; output: unknown; }
  Time: { input: number; output: number; }
};

/** One answer; all fields are of fixed length. */
export type AcknowledgeExposureInput = {
  /** The randomised bit, tossed once and stored: 1 with probability 3/4 when exposed, 1/8 otherwise. */
  readonly bit: Scalars['Int']['input'];
  /** UTC day whose windows the phone has processed: floor(Unix seconds / 86,400). */
  readonly day: Scalars['Int']['input'];
  /** 16 random bytes, made for this answer alone and stored with it. */
  readonly id: Scalars['Bytes']['input'];
};

/**
 * Answers of one UTC day. Each bit is randomised on the phone, so that an answer discloses nothing; over many, the number of
 * exposed phones can be estimated.
 */
export type AnswerDay = {
  readonly __typename?: 'AnswerDay';
  /** Phones that answered. */
  readonly answers: Scalars['Int']['output'];
  /** UTC day number. */
  readonly day: Scalars['Int']['output'];
  /** Estimated number of exposed phones among them: (positive − answers/8) / (5/8). */
  readonly estimate: Scalars['Float']['output'];
  readonly high: Scalars['Float']['output'];
  /** 95 % interval of the estimate. */
  readonly low: Scalars['Float']['output'];
  /** Answers whose randomised bit is 1. */
  readonly positive: Scalars['Int']['output'];
};

/** Proof that an answer stands on the ledger: the path leads from its leaf to the root of its batch. */
export type AnswerReceipt = {
  readonly __typename?: 'AnswerReceipt';
  /** Root that stands on the ledger. */
  readonly answersRoot: Scalars['Bytes']['output'];
  readonly block: Scalars['Int']['output'];
  readonly leaf: Scalars['Bytes']['output'];
  readonly leafIndex: Scalars['Int']['output'];
  readonly path: ReadonlyArray<Scalars['Bytes']['output']>;
  readonly treeSize: Scalars['Int']['output'];
  readonly txId: Scalars['Bytes']['output'];
};

/** The state of the audit. */
export type Audit = {
  readonly __typename?: 'Audit';
  /** Those that stand before those that were put right, each newest first; at most 200. None is good news. */
  readonly findings: ReadonlyArray<Finding>;
  /** Number of statements signed, by kind. */
  readonly witnessed: ReadonlyArray<WitnessCount>;
};

/** A hospital's permission, bound to a one-time public key, to publish one diagnosis. Nothing here tells whose. */
export type Authorisation = {
  readonly __typename?: 'Authorisation';
  /** Block of the authorisation: encounters committed before it could not have known the keys. */
  readonly block: Scalars['Int']['output'];
  /** When it ends, unless it is used before. */
  readonly expires: Scalars['Time']['output'];
  /** The hospital that answers for it. */
  readonly facility: Scalars['String']['output'];
  readonly id: Scalars['Bytes']['output'];
  readonly status: AuthorisationStatus;
  /** The authorisation that replaced this one. */
  readonly supersededBy?: Maybe<Scalars['Bytes']['output']>;
  /** The authorisation that this one replaces. */
  readonly supersedes?: Maybe<Scalars['Bytes']['output']>;
};

/** What has become of a hospital's permission to publish one diagnosis. */
export type AuthorisationStatus =
  /** Never used, and its time is over. */
  | 'EXPIRED'
  /** Issued, not used, not expired. */
  | 'ISSUED'
  /** Used: keys were published under it. */
  | 'PUBLISHED'
  /** Withdrawn by the hospital, before or after it was used. */
  | 'REVOKED';

/** A block: transactions in an order that every peer agrees on, chained by its hash to the one before. */
export type Block = {
  readonly __typename?: 'Block';
  readonly dataHash: Scalars['Bytes']['output'];
  readonly headerHash: Scalars['Bytes']['output'];
  readonly number: Scalars['Int']['output'];
  readonly previousHash: Scalars['Bytes']['output'];
  /** Size of the block as it was delivered. */
  readonly size: Scalars['Int']['output'];
  readonly transactionCount: Scalars['Int']['output'];
  readonly transactions: ReadonlyArray<Transaction>;
};

/** A page of blocks. */
export type BlockConnection = {
  readonly __typename?: 'BlockConnection';
  readonly edges: ReadonlyArray<BlockEdge>;
  readonly nodes: ReadonlyArray<Block>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

/** A block and its cursor. */
export type BlockEdge = {
  readonly __typename?: 'BlockEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Block;
};

/** Parameters of the channel. */
export type ChannelPolicy = {
  readonly __typename?: 'ChannelPolicy';
  /** Whether they count from the end of the UTC day. */
  readonly alignToDay: Scalars['Boolean']['output'];
  /** Seconds between approval and force of an export signing key. */
  readonly exportKeyDelaySeconds: Scalars['Int']['output'];
  readonly inForceFrom: Scalars['Time']['output'];
  /** Seconds until a private value may be purged. */
  readonly retentionSeconds: Scalars['Int']['output'];
  /** Seconds between approval and force of a risk policy. */
  readonly riskDelaySeconds: Scalars['Int']['output'];
};

/** Proof that a commitment stands on the ledger: the path leads from the root to the anchor's root (RFC 9162 hashing). */
export type CommitmentReceipt = {
  readonly __typename?: 'CommitmentReceipt';
  /** Root that stands on the ledger. */
  readonly anchorRoot: Scalars['Bytes']['output'];
  /** Block that holds the transaction. */
  readonly block: Scalars['Int']['output'];
  /** Position of the commitment among the byte-sorted roots of its anchor. */
  readonly leafIndex: Scalars['Int']['output'];
  /** Sibling hashes from leaf to root. */
  readonly path: ReadonlyArray<Scalars['Bytes']['output']>;
  /** The commitment itself: a phone's Merkle root over one day of encounters, 32 bytes. */
  readonly root: Scalars['Bytes']['output'];
  /** Number of roots in the anchor. */
  readonly treeSize: Scalars['Int']['output'];
  /** Transaction that wrote the anchor. */
  readonly txId: Scalars['Bytes']['output'];
};

/** The proposal of a transaction, the result, and the signatures over it; every byte is covered by a hash or a signature. */
export type Endorsement = {
  readonly __typename?: 'Endorsement';
  /** `common.ChannelHeader`: channel, transaction id, time. */
  readonly channelHeader: Scalars['Bytes']['output'];
  readonly endorsements: ReadonlyArray<EndorserSignature>;
  /** `protos.ProposalResponsePayload`: the proposal's hash, and what the contract read, wrote and returned. */
  readonly payload: Scalars['Bytes']['output'];
  /** `protos.ChaincodeProposalPayload` without transient data: function and public argument. */
  readonly proposal: Scalars['Bytes']['output'];
  /** `common.SignatureHeader`: who proposed it, and a nonce; the transaction id is the SHA-256 of both. */
  readonly signatureHeader: Scalars['Bytes']['output'];
};

/** One endorser's signature: ECDSA with SHA-256 over payload ‖ endorser, DER. */
export type EndorserSignature = {
  readonly __typename?: 'EndorserSignature';
  /** `msp.SerializedIdentity`: the organisation and the peer's certificate. */
  readonly endorser: Scalars['Bytes']['output'];
  readonly signature: Scalars['Bytes']['output'];
};

/** The record of one signed file of released keys. Phones refuse a file that is not recorded and witnessed. */
export type Export = {
  readonly __typename?: 'Export';
  readonly block: Scalars['Int']['output'];
  /** First and last block that it covers. */
  readonly firstBlock: Scalars['Int']['output'];
  /** Signing key. */
  readonly keyId: Scalars['String']['output'];
  readonly lastBlock: Scalars['Int']['output'];
  /** File name under `/exports/`. */
  readonly name: Scalars['String']['output'];
  /** Random keys that hide how few there are; counted, and provable from a purged seed. */
  readonly padding: Scalars['Int']['output'];
  /** SHA-256 of the `export.bin` before it. */
  readonly previous?: Maybe<Scalars['Bytes']['output']>;
  /** Keys of patients. */
  readonly real: Scalars['Int']['output'];
  /** Keys withdrawn. */
  readonly revised: Scalars['Int']['output'];
  /** 1 for the first, then one more each. */
  readonly sequence: Scalars['Int']['output'];
  /** SHA-256 of its `export.bin`. */
  readonly sha256: Scalars['Bytes']['output'];
  readonly status: ExportStatus;
  readonly txId: Scalars['Bytes']['output'];
  readonly windowEnd: Scalars['Time']['output'];
  readonly windowStart: Scalars['Time']['output'];
};

/** A page of export records. */
export type ExportConnection = {
  readonly __typename?: 'ExportConnection';
  readonly edges: ReadonlyArray<ExportEdge>;
  readonly nodes: ReadonlyArray<Export>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

/** An export record and its cursor. */
export type ExportEdge = {
  readonly __typename?: 'ExportEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Export;
};

/** A key that export files are signed with (ECDSA P-256). */
export type ExportKey = {
  readonly __typename?: 'ExportKey';
  readonly approvedBy: Scalars['String']['output'];
  readonly block: Scalars['Int']['output'];
  readonly inForceFrom: Scalars['Time']['output'];
  readonly keyId: Scalars['String']['output'];
  readonly proposedBy: Scalars['String']['output'];
  /** Uncompressed SEC 1 form. */
  readonly publicKey: Scalars['Bytes']['output'];
  readonly version: Scalars['Int']['output'];
};

/** Whether the file behind a record can still be had. */
export type ExportStatus =
  | 'AVAILABLE'
  /** Its keys have expired and were purged; the record stays. */
  | 'EXPIRED';

/** Sums over all export records. */
export type ExportTotals = {
  readonly __typename?: 'ExportTotals';
  readonly files: Scalars['Int']['output'];
  readonly padding: Scalars['Count']['output'];
  readonly real: Scalars['Count']['output'];
  readonly revised: Scalars['Count']['output'];
};

/** One thing that is not as it should be. */
export type Finding = {
  readonly __typename?: 'Finding';
  /** Stable name, such as `EXPORT_MISSING`. */
  readonly code: Scalars['String']['output'];
  /** One sentence. */
  readonly detail: Scalars['String']['output'];
  /** When it was put right; null while it stands. */
  readonly resolved?: Maybe<Scalars['Time']['output']>;
  /** When the Auditor first noticed. */
  readonly since: Scalars['Time']['output'];
  /** What it is about, such as a record key. */
  readonly subject: Scalars['String']['output'];
};

/** A public record of the ledger. */
export type LedgerRecord = {
  readonly __typename?: 'LedgerRecord';
  /** The record as it stands on the ledger (shapes: the protocol's `ledgerRecord`). */
  readonly content: Scalars['Json']['output'];
  readonly key: Scalars['ID']['output'];
  readonly type: Scalars['String']['output'];
};

/** What phones send. Each is answered only when it is committed, and the same request again gets the first answer. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * One phone's answer for one day: every phone that has processed a day's windows sends one, exposed or not, with a
   * randomised bit. The answer is given when its batch is committed. Sent again, it gets the first receipt.
   */
  readonly acknowledgeExposure: AnswerReceipt;
  /**
   * Stands for one day of encounters on the ledger. Only the root is sent; the answer is given when the anchor that holds it is
   * committed. Sent again, the same root gets the receipt of the earlier anchor.
   */
  readonly commitEncounters: CommitmentReceipt;
  /**
   * Publishes the keys of one patient under an authorisation. The contract checks signature, single use, expiry and every key
   * rule; this service cannot use the code for other keys. Sent again with the same digest, it gets the first receipt.
   */
  readonly publishDiagnosis: PublicationReceipt;
};


/** What phones send. Each is answered only when it is committed, and the same request again gets the first answer. */
export type MutationAcknowledgeExposureArgs = {
  input: AcknowledgeExposureInput;
};


/** What phones send. Each is answered only when it is committed, and the same request again gets the first answer. */
export type MutationCommitEncountersArgs = {
  root: Scalars['Bytes']['input'];
};


/** What phones send. Each is answered only when it is committed, and the same request again gets the first answer. */
export type MutationPublishDiagnosisArgs = {
  input: PublishDiagnosisInput;
};

/** A ledger network as this service sees it. */
export type Network = {
  readonly __typename?: 'Network';
  /** Name of the channel. */
  readonly channel: Scalars['String']['output'];
  /** Whether this is the embedded network, where one operator holds every key. */
  readonly embedded: Scalars['Boolean']['output'];
  /** Number of blocks that this service has read. */
  readonly height: Scalars['Int']['output'];
  /** Hash of the header of block 0: the name of the network. A phone refuses answers from another one. */
  readonly id: Scalars['Bytes']['output'];
  /** Seconds for which blocks have been known that this service has not read yet; 0 when it is up to date. */
  readonly lag: Scalars['Int']['output'];
  /** The clock of this service, so that a client can notice that its own is wrong. */
  readonly time: Scalars['Time']['output'];
};

/** Direction in which a connection is read; the order is always that of the ledger: block, then index in the block. */
export type Order =
  | 'NEWEST_FIRST'
  | 'OLDEST_FIRST';

/** Where a page of a connection ends (Relay cursor connections). */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Give it as `after` to get the next page; null for an empty page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether there is more after `endCursor`. */
  readonly hasNextPage: Scalars['Boolean']['output'];
};

/** A part of the provenance graph of the ledger. */
export type Provenance = {
  readonly __typename?: 'Provenance';
  readonly edges: ReadonlyArray<ProvenanceEdge>;
  readonly nodes: ReadonlyArray<ProvenanceNode>;
  readonly of: Scalars['ID']['output'];
  /** The same as PROV-JSON (W3C member submission), for other tools. */
  readonly prov: Scalars['Json']['output'];
  /** Whether there is more than the 2,000 nodes that are given. */
  readonly truncated: Scalars['Boolean']['output'];
};

/** A relation of PROV-DM: `from` is what it is about, `to` what it refers to. */
export type ProvenanceEdge = {
  readonly __typename?: 'ProvenanceEdge';
  readonly from: Scalars['ID']['output'];
  /** For `wasAssociatedWith`: in which role. */
  readonly role?: Maybe<Scalars['String']['output']>;
  readonly to: Scalars['ID']['output'];
  /** Name in PROV-DM, such as `wasDerivedFrom`. */
  readonly type: Scalars['String']['output'];
};

/** A record or set of records, a transaction, or an organisation. */
export type ProvenanceNode = {
  readonly __typename?: 'ProvenanceNode';
  /** For activities: where its transaction stands. */
  readonly block?: Maybe<Scalars['Int']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly index?: Maybe<Scalars['Int']['output']>;
  /** Type of the record or set, name of the activity, or sort of agent. */
  readonly kind: Scalars['String']['output'];
  readonly type: ProvenanceNodeType;
};

/** The three sorts of things in W3C PROV. */
export type ProvenanceNodeType =
  | 'ACTIVITY'
  | 'AGENT'
  | 'ENTITY';

/** Where a publication stands. The keys themselves stand in no block. */
export type PublicationReceipt = {
  readonly __typename?: 'PublicationReceipt';
  readonly authorisation: Scalars['Bytes']['output'];
  readonly block: Scalars['Int']['output'];
  readonly digest: Scalars['Bytes']['output'];
  readonly txId: Scalars['Bytes']['output'];
};

/** A signed publication; all fields are of fixed length. */
export type PublishDiagnosisInput = {
  /** Authorisation id, 16 bytes. */
  readonly authorisation: Scalars['Bytes']['input'];
  /** SHA-256 over label, salt and slots, 32 bytes. */
  readonly digest: Scalars['Bytes']['input'];
  /** 30 slots of 24 bytes, whatever the number of keys. */
  readonly keys: Scalars['Bytes']['input'];
  /** 32 random bytes that are purged with the keys. */
  readonly salt: Scalars['Bytes']['input'];
  /** Ed25519 signature by the one-time key over label, channel, authorisation and digest, 64 bytes. */
  readonly signature: Scalars['Bytes']['input'];
};

/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type Query = {
  readonly __typename?: 'Query';
  /** What the Auditor has found by recomputing what the others claim. */
  readonly audit: Audit;
  /** The public state of an authorisation; null when there is none by that id. */
  readonly authorisation?: Maybe<Authorisation>;
  /** A block by its number; null when it has not been read yet. */
  readonly block?: Maybe<Block>;
  /** Blocks. The raw block stands at `/blocks/<number>`. */
  readonly blocks: BlockConnection;
  /** The rules of the channel, set once; null until they are in force. */
  readonly channelPolicy?: Maybe<ChannelPolicy>;
  /**
   * The receipt of a commitment, null when no anchor holds it (or the anchor's roots have been purged). Where several
   * anchors hold the same root, the earliest counts.
   */
  readonly commitment?: Maybe<CommitmentReceipt>;
  /** One export record; null when there is none by that number. */
  readonly export?: Maybe<Export>;
  /** Every approved export signing key, newest first. */
  readonly exportKeys: ReadonlyArray<ExportKey>;
  /** Export records in ledger order. The files stand at `/exports/<name>`. */
  readonly exports: ExportConnection;
  /** The network that this service follows, and how far it has come. */
  readonly network: Network;
  /**
   * Where something on the ledger came from, in the terms of W3C PROV: from an answer batch to the period's exports, the sets of
   * publications in them, and their authorisations. No chain leads to one patient. `of` is a record key such as `export/0000000007`.
   * An unknown one is `NOT_FOUND`.
   */
  readonly provenance?: Maybe<Provenance>;
  /** Every approved risk policy, newest first. */
  readonly riskPolicies: ReadonlyArray<RiskPolicy>;
  /** The risk policy in force; null until there is one. */
  readonly riskPolicy?: Maybe<RiskPolicy>;
  /** Counts that anybody can recompute from the ledger. */
  readonly statistics: Statistics;
  /** A transaction by its id; null when there is none. */
  readonly transaction?: Maybe<Transaction>;
  /** Transactions, invalid ones included. */
  readonly transactions: TransactionConnection;
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryAuthorisationArgs = {
  id: Scalars['Bytes']['input'];
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryBlockArgs = {
  number: Scalars['Int']['input'];
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryBlocksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  order?: InputMaybe<Order>;
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryCommitmentArgs = {
  root: Scalars['Bytes']['input'];
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryExportArgs = {
  sequence: Scalars['Int']['input'];
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryExportsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  order?: InputMaybe<Order>;
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryProvenanceArgs = {
  of: Scalars['ID']['input'];
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryTransactionArgs = {
  id: Scalars['Bytes']['input'];
};


/** Everything that can be asked. Nothing here needs a login, and nothing tells of a person. */
export type QueryTransactionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  order?: InputMaybe<Order>;
};

/** How a phone turns exposures into a warning: proposed by one organisation, approved by another. */
export type RiskPolicy = {
  readonly __typename?: 'RiskPolicy';
  readonly approvedBy: Scalars['String']['output'];
  readonly block: Scalars['Int']['output'];
  /** Parameters as they stand on the ledger: integers, lists and short names. */
  readonly content: Scalars['Json']['output'];
  readonly inForceFrom: Scalars['Time']['output'];
  readonly proposedBy: Scalars['String']['output'];
  /** SHA-256 of the canonical JSON of the content, as the Auditor witnesses it. */
  readonly sha256: Scalars['Bytes']['output'];
  readonly txId: Scalars['Bytes']['output'];
  readonly version: Scalars['Int']['output'];
};

/**
 * Counts over the whole ledger at one height. No count rests on a transaction's time, which is its client's claim. Answers come
 * from phones without a login: until they carry tokens, invented ones stay possible.
 */
export type Statistics = {
  readonly __typename?: 'Statistics';
  readonly anchors: Scalars['Int']['output'];
  /** One entry for each day that phones answered for, newest first; at most 60. */
  readonly answers: ReadonlyArray<AnswerDay>;
  readonly authorisations: Scalars['Int']['output'];
  /** Commitments in all anchors; one root sent in two anchors counts twice. */
  readonly commitments: Scalars['Count']['output'];
  readonly exports: ExportTotals;
  /** Number of blocks that were counted. */
  readonly height: Scalars['Int']['output'];
  /** Diagnoses published. */
  readonly publications: Scalars['Int']['output'];
  readonly revocations: Scalars['Int']['output'];
};

/** A transaction: what one organisation asked for and others endorsed. */
export type Transaction = {
  readonly __typename?: 'Transaction';
  readonly block: Scalars['Int']['output'];
  /** When its client says that it was made: a claim. */
  readonly claimedTime: Scalars['Time']['output'];
  /**
   * What its endorsers signed, as it stands in the block: with it anybody who knows the organisations' roots can check who vouches for the
   * transaction's result. Null for configuration and for what does not parse.
   */
  readonly endorsement?: Maybe<Endorsement>;
  /** MSP ids of the organisations that endorsed it. */
  readonly endorsers: ReadonlyArray<Scalars['String']['output']>;
  /** Contract function; null for configuration and other chaincodes. */
  readonly function?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['Bytes']['output'];
  /** Position in the block; order on the ledger is (block, index) alone. */
  readonly index: Scalars['Int']['output'];
  /** MSP id of the client's organisation. */
  readonly organisation: Scalars['String']['output'];
  /** Names of private values that it purged. */
  readonly purged: ReadonlyArray<Scalars['String']['output']>;
  /** Public records that it wrote. */
  readonly records: ReadonlyArray<LedgerRecord>;
  /** Role attribute of the client's certificate. */
  readonly role?: Maybe<Scalars['String']['output']>;
  /** What happened, in one sentence. */
  readonly summary: Scalars['String']['output'];
  readonly valid: Scalars['Boolean']['output'];
  /** Fabric's validation code; 0 is valid. */
  readonly validationCode: Scalars['Int']['output'];
};

/** A page of transactions. */
export type TransactionConnection = {
  readonly __typename?: 'TransactionConnection';
  readonly edges: ReadonlyArray<TransactionEdge>;
  readonly nodes: ReadonlyArray<Transaction>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

/** A transaction and its cursor. */
export type TransactionEdge = {
  readonly __typename?: 'TransactionEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Transaction;
};

/** How many statements of a kind have been signed. */
export type WitnessCount = {
  readonly __typename?: 'WitnessCount';
  readonly count: Scalars['Int']['output'];
  readonly kind: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AcknowledgeExposureInput: AcknowledgeExposureInput;
  AnswerDay: ResolverTypeWrapper<AnswerDay>;
  AnswerReceipt: ResolverTypeWrapper<AnswerReceipt>;
  Audit: ResolverTypeWrapper<Audit>;
  Authorisation: ResolverTypeWrapper<Authorisation>;
  AuthorisationStatus: AuthorisationStatus;
  Block: ResolverTypeWrapper<BlockRow>;
  BlockConnection: ResolverTypeWrapper<Omit<BlockConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['BlockEdge']>, nodes: ReadonlyArray<ResolversTypes['Block']> }>;
  BlockEdge: ResolverTypeWrapper<Omit<BlockEdge, 'node'> & { node: ResolversTypes['Block'] }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Bytes: ResolverTypeWrapper<Scalars['Bytes']['output']>;
  ChannelPolicy: ResolverTypeWrapper<ChannelPolicy>;
  CommitmentReceipt: ResolverTypeWrapper<CommitmentReceipt>;
  Count: ResolverTypeWrapper<Scalars['Count']['output']>;
  Endorsement: ResolverTypeWrapper<Endorsement>;
  EndorserSignature: ResolverTypeWrapper<EndorserSignature>;
  Enin: ResolverTypeWrapper<Scalars['Enin']['output']>;
  Export: ResolverTypeWrapper<Export>;
  ExportConnection: ResolverTypeWrapper<ExportConnection>;
  ExportEdge: ResolverTypeWrapper<ExportEdge>;
  ExportKey: ResolverTypeWrapper<ExportKey>;
  ExportStatus: ExportStatus;
  ExportTotals: ResolverTypeWrapper<ExportTotals>;
  Finding: ResolverTypeWrapper<Finding>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Json: ResolverTypeWrapper<Scalars['Json']['output']>;
  LedgerRecord: ResolverTypeWrapper<LedgerRecord>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Network: ResolverTypeWrapper<Network>;
  Order: Order;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Provenance: ResolverTypeWrapper<Provenance>;
  ProvenanceEdge: ResolverTypeWrapper<ProvenanceEdge>;
  ProvenanceNode: ResolverTypeWrapper<ProvenanceNode>;
  ProvenanceNodeType: ProvenanceNodeType;
  PublicationReceipt: ResolverTypeWrapper<PublicationReceipt>;
  PublishDiagnosisInput: PublishDiagnosisInput;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RiskPolicy: ResolverTypeWrapper<RiskPolicy>;
  Statistics: ResolverTypeWrapper<Statistics>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Time: ResolverTypeWrapper<Scalars['Time']['output']>;
  Transaction: ResolverTypeWrapper<TransactionRow>;
  TransactionConnection: ResolverTypeWrapper<Omit<TransactionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['TransactionEdge']>, nodes: ReadonlyArray<ResolversTypes['Transaction']> }>;
  TransactionEdge: ResolverTypeWrapper<Omit<TransactionEdge, 'node'> & { node: ResolversTypes['Transaction'] }>;
  WitnessCount: ResolverTypeWrapper<WitnessCount>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AcknowledgeExposureInput: AcknowledgeExposureInput;
  AnswerDay: AnswerDay;
  AnswerReceipt: AnswerReceipt;
  Audit: Audit;
  Authorisation: Authorisation;
  Block: BlockRow;
  BlockConnection: Omit<BlockConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['BlockEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Block']> };
  BlockEdge: Omit<BlockEdge, 'node'> & { node: ResolversParentTypes['Block'] };
  Boolean: Scalars['Boolean']['output'];
  Bytes: Scalars['Bytes']['output'];
  ChannelPolicy: ChannelPolicy;
  CommitmentReceipt: CommitmentReceipt;
  Count: Scalars['Count']['output'];
  Endorsement: Endorsement;
  EndorserSignature: EndorserSignature;
  Enin: Scalars['Enin']['output'];
  Export: Export;
  ExportConnection: ExportConnection;
  ExportEdge: ExportEdge;
  ExportKey: ExportKey;
  ExportTotals: ExportTotals;
  Finding: Finding;
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  Json: Scalars['Json']['output'];
  LedgerRecord: LedgerRecord;
  Mutation: Record<PropertyKey, never>;
  Network: Network;
  PageInfo: PageInfo;
  Provenance: Provenance;
  ProvenanceEdge: ProvenanceEdge;
  ProvenanceNode: ProvenanceNode;
  PublicationReceipt: PublicationReceipt;
  PublishDiagnosisInput: PublishDiagnosisInput;
  Query: Record<PropertyKey, never>;
  RiskPolicy: RiskPolicy;
  Statistics: Statistics;
  String: Scalars['String']['output'];
  Time: Scalars['Time']['output'];
  Transaction: TransactionRow;
  TransactionConnection: Omit<TransactionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['TransactionEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Transaction']> };
  TransactionEdge: Omit<TransactionEdge, 'node'> & { node: ResolversParentTypes['Transaction'] };
  WitnessCount: WitnessCount;
};

export type AnswerDayResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['AnswerDay'] = ResolversParentTypes['AnswerDay']> = {
  answers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  day?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  estimate?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  high?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  low?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  positive?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AnswerReceiptResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['AnswerReceipt'] = ResolversParentTypes['AnswerReceipt']> = {
  answersRoot?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  block?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  leaf?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  leafIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['Bytes']>, ParentType, ContextType>;
  treeSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  txId?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
};

export type AuditResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Audit'] = ResolversParentTypes['Audit']> = {
  findings?: Resolver<ReadonlyArray<ResolversTypes['Finding']>, ParentType, ContextType>;
  witnessed?: Resolver<ReadonlyArray<ResolversTypes['WitnessCount']>, ParentType, ContextType>;
};

export type AuthorisationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Authorisation'] = ResolversParentTypes['Authorisation']> = {
  block?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  expires?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
  facility?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['AuthorisationStatus'], ParentType, ContextType>;
  supersededBy?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  supersedes?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
};

export type BlockResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Block'] = ResolversParentTypes['Block']> = {
  dataHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  headerHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  previousHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  transactionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  transactions?: Resolver<ReadonlyArray<ResolversTypes['Transaction']>, ParentType, ContextType>;
};

export type BlockConnectionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['BlockConnection'] = ResolversParentTypes['BlockConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BlockEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Block']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BlockEdgeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['BlockEdge'] = ResolversParentTypes['BlockEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Block'], ParentType, ContextType>;
};

export interface BytesScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Bytes'], any> {
  name: 'Bytes';
}

export type ChannelPolicyResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ChannelPolicy'] = ResolversParentTypes['ChannelPolicy']> = {
  alignToDay?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  exportKeyDelaySeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inForceFrom?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
  retentionSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  riskDelaySeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CommitmentReceiptResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['CommitmentReceipt'] = ResolversParentTypes['CommitmentReceipt']> = {
  anchorRoot?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  block?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  leafIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  path?: Resolver<ReadonlyArray<ResolversTypes['Bytes']>, ParentType, ContextType>;
  root?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  treeSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  txId?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
};

export interface CountScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Count'], any> {
  name: 'Count';
}

export type EndorsementResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Endorsement'] = ResolversParentTypes['Endorsement']> = {
  channelHeader?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  endorsements?: Resolver<ReadonlyArray<ResolversTypes['EndorserSignature']>, ParentType, ContextType>;
  payload?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  proposal?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  signatureHeader?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
};

export type EndorserSignatureResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['EndorserSignature'] = ResolversParentTypes['EndorserSignature']> = {
  endorser?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  signature?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
};

export interface EninScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Enin'], any> {
  name: 'Enin';
}

export type ExportResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Export'] = ResolversParentTypes['Export']> = {
  block?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  firstBlock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  keyId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lastBlock?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  padding?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  previous?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  real?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  revised?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ExportStatus'], ParentType, ContextType>;
  txId?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  windowEnd?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
  windowStart?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
};

export type ExportConnectionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ExportConnection'] = ResolversParentTypes['ExportConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ExportEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Export']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportEdgeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ExportEdge'] = ResolversParentTypes['ExportEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Export'], ParentType, ContextType>;
};

export type ExportKeyResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ExportKey'] = ResolversParentTypes['ExportKey']> = {
  approvedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  block?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inForceFrom?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
  keyId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  proposedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  publicKey?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ExportTotalsResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ExportTotals'] = ResolversParentTypes['ExportTotals']> = {
  files?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  padding?: Resolver<ResolversTypes['Count'], ParentType, ContextType>;
  real?: Resolver<ResolversTypes['Count'], ParentType, ContextType>;
  revised?: Resolver<ResolversTypes['Count'], ParentType, ContextType>;
};

export type FindingResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Finding'] = ResolversParentTypes['Finding']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resolved?: Resolver<Maybe<ResolversTypes['Time']>, ParentType, ContextType>;
  since?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Json'], any> {
  name: 'Json';
}

export type LedgerRecordResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['LedgerRecord'] = ResolversParentTypes['LedgerRecord']> = {
  content?: Resolver<ResolversTypes['Json'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acknowledgeExposure?: Resolver<ResolversTypes['AnswerReceipt'], ParentType, ContextType, RequireFields<MutationAcknowledgeExposureArgs, 'input'>>;
  commitEncounters?: Resolver<ResolversTypes['CommitmentReceipt'], ParentType, ContextType, RequireFields<MutationCommitEncountersArgs, 'root'>>;
  publishDiagnosis?: Resolver<ResolversTypes['PublicationReceipt'], ParentType, ContextType, RequireFields<MutationPublishDiagnosisArgs, 'input'>>;
};

export type NetworkResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Network'] = ResolversParentTypes['Network']> = {
  channel?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  embedded?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  height?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  lag?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProvenanceResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Provenance'] = ResolversParentTypes['Provenance']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProvenanceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ProvenanceNode']>, ParentType, ContextType>;
  of?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  prov?: Resolver<ResolversTypes['Json'], ParentType, ContextType>;
  truncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ProvenanceEdgeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ProvenanceEdge'] = ResolversParentTypes['ProvenanceEdge']> = {
  from?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ProvenanceNodeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ProvenanceNode'] = ResolversParentTypes['ProvenanceNode']> = {
  block?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  index?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['ProvenanceNodeType'], ParentType, ContextType>;
};

export type PublicationReceiptResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['PublicationReceipt'] = ResolversParentTypes['PublicationReceipt']> = {
  authorisation?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  block?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  digest?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  txId?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  audit?: Resolver<ResolversTypes['Audit'], ParentType, ContextType>;
  authorisation?: Resolver<Maybe<ResolversTypes['Authorisation']>, ParentType, ContextType, RequireFields<QueryAuthorisationArgs, 'id'>>;
  block?: Resolver<Maybe<ResolversTypes['Block']>, ParentType, ContextType, RequireFields<QueryBlockArgs, 'number'>>;
  blocks?: Resolver<ResolversTypes['BlockConnection'], ParentType, ContextType, RequireFields<QueryBlocksArgs, 'first' | 'order'>>;
  channelPolicy?: Resolver<Maybe<ResolversTypes['ChannelPolicy']>, ParentType, ContextType>;
  commitment?: Resolver<Maybe<ResolversTypes['CommitmentReceipt']>, ParentType, ContextType, RequireFields<QueryCommitmentArgs, 'root'>>;
  export?: Resolver<Maybe<ResolversTypes['Export']>, ParentType, ContextType, RequireFields<QueryExportArgs, 'sequence'>>;
  exportKeys?: Resolver<ReadonlyArray<ResolversTypes['ExportKey']>, ParentType, ContextType>;
  exports?: Resolver<ResolversTypes['ExportConnection'], ParentType, ContextType, RequireFields<QueryExportsArgs, 'first' | 'order'>>;
  network?: Resolver<ResolversTypes['Network'], ParentType, ContextType>;
  provenance?: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType, RequireFields<QueryProvenanceArgs, 'of'>>;
  riskPolicies?: Resolver<ReadonlyArray<ResolversTypes['RiskPolicy']>, ParentType, ContextType>;
  riskPolicy?: Resolver<Maybe<ResolversTypes['RiskPolicy']>, ParentType, ContextType>;
  statistics?: Resolver<ResolversTypes['Statistics'], ParentType, ContextType>;
  transaction?: Resolver<Maybe<ResolversTypes['Transaction']>, ParentType, ContextType, RequireFields<QueryTransactionArgs, 'id'>>;
  transactions?: Resolver<ResolversTypes['TransactionConnection'], ParentType, ContextType, RequireFields<QueryTransactionsArgs, 'first' | 'order'>>;
};

export type RiskPolicyResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['RiskPolicy'] = ResolversParentTypes['RiskPolicy']> = {
  approvedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  block?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  content?: Resolver<ResolversTypes['Json'], ParentType, ContextType>;
  inForceFrom?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
  proposedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sha256?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  txId?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type StatisticsResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Statistics'] = ResolversParentTypes['Statistics']> = {
  anchors?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  answers?: Resolver<ReadonlyArray<ResolversTypes['AnswerDay']>, ParentType, ContextType>;
  authorisations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  commitments?: Resolver<ResolversTypes['Count'], ParentType, ContextType>;
  exports?: Resolver<ResolversTypes['ExportTotals'], ParentType, ContextType>;
  height?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  publications?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  revocations?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface TimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Time'], any> {
  name: 'Time';
}

export type TransactionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Transaction'] = ResolversParentTypes['Transaction']> = {
  block?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  claimedTime?: Resolver<ResolversTypes['Time'], ParentType, ContextType>;
  endorsement?: Resolver<Maybe<ResolversTypes['Endorsement']>, ParentType, ContextType>;
  endorsers?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  function?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  organisation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  purged?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  records?: Resolver<ReadonlyArray<ResolversTypes['LedgerRecord']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  summary?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  valid?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  validationCode?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TransactionConnectionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TransactionConnection'] = ResolversParentTypes['TransactionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TransactionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Transaction']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TransactionEdgeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['TransactionEdge'] = ResolversParentTypes['TransactionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Transaction'], ParentType, ContextType>;
};

export type WitnessCountResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['WitnessCount'] = ResolversParentTypes['WitnessCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = ServiceContext> = {
  AnswerDay?: AnswerDayResolvers<ContextType>;
  AnswerReceipt?: AnswerReceiptResolvers<ContextType>;
  Audit?: AuditResolvers<ContextType>;
  Authorisation?: AuthorisationResolvers<ContextType>;
  Block?: BlockResolvers<ContextType>;
  BlockConnection?: BlockConnectionResolvers<ContextType>;
  BlockEdge?: BlockEdgeResolvers<ContextType>;
  Bytes?: GraphQLScalarType;
  ChannelPolicy?: ChannelPolicyResolvers<ContextType>;
  CommitmentReceipt?: CommitmentReceiptResolvers<ContextType>;
  Count?: GraphQLScalarType;
  Endorsement?: EndorsementResolvers<ContextType>;
  EndorserSignature?: EndorserSignatureResolvers<ContextType>;
  Enin?: GraphQLScalarType;
  Export?: ExportResolvers<ContextType>;
  ExportConnection?: ExportConnectionResolvers<ContextType>;
  ExportEdge?: ExportEdgeResolvers<ContextType>;
  ExportKey?: ExportKeyResolvers<ContextType>;
  ExportTotals?: ExportTotalsResolvers<ContextType>;
  Finding?: FindingResolvers<ContextType>;
  Json?: GraphQLScalarType;
  LedgerRecord?: LedgerRecordResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Network?: NetworkResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  ProvenanceEdge?: ProvenanceEdgeResolvers<ContextType>;
  ProvenanceNode?: ProvenanceNodeResolvers<ContextType>;
  PublicationReceipt?: PublicationReceiptResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RiskPolicy?: RiskPolicyResolvers<ContextType>;
  Statistics?: StatisticsResolvers<ContextType>;
  Time?: GraphQLScalarType;
  Transaction?: TransactionResolvers<ContextType>;
  TransactionConnection?: TransactionConnectionResolvers<ContextType>;
  TransactionEdge?: TransactionEdgeResolvers<ContextType>;
  WitnessCount?: WitnessCountResolvers<ContextType>;
};

