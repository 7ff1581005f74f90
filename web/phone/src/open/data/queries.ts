/** The questions that the open pages ask; each page shows its own, so that anybody can ask the same. */
import { z } from 'zod';
import type { OpenQuery } from './query.ts';

const count = z.int().min(0);

const networkShape = z.object({
  network: z.object({ id: z.string(), channel: z.string(), height: count, embedded: z.boolean(), lag: z.number() }),
});

/** Which network this is. */
export const networkQuery: OpenQuery<typeof networkShape> = {
  text: `query Network {
  network { id channel height embedded lag }
}`,
  shape: networkShape,
};

const answerDay = z.object({
  day: z.int(),
  answers: count,
  positive: count,
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
});
const statisticsShape = z.object({
  statistics: z.object({
    height: count,
    authorisations: count,
    publications: count,
    revocations: count,
    anchors: count,
    commitments: count,
    exports: z.object({ files: count, real: count, padding: count, revised: count }),
    answers: z.array(answerDay),
  }),
});

/** Counts over the whole ledger. */
export const statisticsQuery: OpenQuery<typeof statisticsShape> = {
  text: `query Statistics {
  statistics {
    height authorisations publications revocations anchors commitments
    exports { files real padding revised }
    answers { day answers positive estimate low high }
  }
}`,
  shape: statisticsShape,
};

const exportNode = z.object({
  sequence: count,
  windowStart: z.int(),
  windowEnd: z.int(),
  real: count,
  padding: count,
  revised: count,
  name: z.string(),
  sha256: z.string(),
  status: z.enum(['AVAILABLE', 'EXPIRED']),
});
const exportsShape = z.object({ exports: z.object({ totalCount: count, nodes: z.array(exportNode) }) });

/** The newest recorded files. */
export const exportsQuery: OpenQuery<typeof exportsShape> = {
  text: `query Exports {
  exports(first: 30, order: NEWEST_FIRST) {
    totalCount
    nodes { sequence windowStart windowEnd real padding revised name sha256 status }
  }
}`,
  shape: exportsShape,
};

const transactionInList = z.object({
  id: z.string(),
  summary: z.string(),
  organisation: z.string(),
  endorsers: z.array(z.string()),
  valid: z.boolean(),
});
const blockNode = z.object({
  number: count,
  headerHash: z.string(),
  previousHash: z.string(),
  size: count,
  transactions: z.array(transactionInList),
});
const blocksShape = z.object({
  blocks: z.object({
    totalCount: count,
    nodes: z.array(blockNode),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** One page of blocks, newest first; `after` begins behind that cursor. */
export function blocksQuery(after?: string): OpenQuery<typeof blocksShape> {
  return {
    text: `query Blocks${after === undefined ? '' : '($after: String)'} {
  blocks(first: 10${after === undefined ? '' : ', after: $after'}) {
    totalCount
    nodes {
      number headerHash previousHash size
      transactions { id summary organisation endorsers valid }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    ...(after === undefined ? {} : { variables: { after } }),
    shape: blocksShape,
  };
}

const record = z.object({ key: z.string(), type: z.string(), content: z.unknown() });
const transactionShape = z.object({
  transaction: transactionInList
    .extend({
      block: count,
      index: count,
      validationCode: count,
      claimedTime: z.int(),
      role: z.string().nullable(),
      function: z.string().nullable(),
      records: z.array(record),
      purged: z.array(z.string()),
    })
    .nullable(),
});

/** One transaction with what it wrote. */
export function transactionQuery(id: string): OpenQuery<typeof transactionShape> {
  return {
    text: `query Transaction($id: Bytes!) {
  transaction(id: $id) {
    id summary block index valid validationCode claimedTime organisation role endorsers function
    records { key type content }
    purged
  }
}`,
    variables: { id },
    shape: transactionShape,
  };
}

const recordKeysShape = z.object({
  transactions: z.object({
    nodes: z.array(
      z.object({
        block: count,
        summary: z.string(),
        records: z.array(z.object({ key: z.string(), type: z.string() })),
      }),
    ),
  }),
});

/** The records of the newest transactions: where a walk through the provenance can begin. */
export const recordKeysQuery: OpenQuery<typeof recordKeysShape> = {
  text: `query Records {
  transactions(first: 60) {
    nodes { block summary records { key type } }
  }
}`,
  shape: recordKeysShape,
};

const provenanceShape = z.object({
  provenance: z
    .object({
      of: z.string(),
      nodes: z.array(
        z.object({
          id: z.string(),
          type: z.enum(['ENTITY', 'ACTIVITY', 'AGENT']),
          kind: z.string(),
          block: count.nullable(),
          index: count.nullable(),
        }),
      ),
      edges: z.array(z.object({ type: z.string(), from: z.string(), to: z.string(), role: z.string().nullable() })),
      truncated: z.boolean(),
    })
    .nullable(),
});

/** Where one thing on the ledger came from. */
export function provenanceQuery(of: string): OpenQuery<typeof provenanceShape> {
  return {
    text: `query Provenance($of: ID!) {
  provenance(of: $of) {
    of truncated
    nodes { id type kind block index }
    edges { type from to role }
  }
}`,
    variables: { of },
    shape: provenanceShape,
  };
}

export type Network = z.infer<typeof networkShape>['network'];
export type Statistics = z.infer<typeof statisticsShape>['statistics'];
export type AnswerDay = z.infer<typeof answerDay>;
export type ExportNode = z.infer<typeof exportNode>;
export type BlockNode = z.infer<typeof blockNode>;
export type TransactionInList = z.infer<typeof transactionInList>;
export type TransactionDetail = NonNullable<z.infer<typeof transactionShape>['transaction']>;
export type ProvenanceGraph = NonNullable<z.infer<typeof provenanceShape>['provenance']>;
export type ProvenanceNode = ProvenanceGraph['nodes'][number];
export type ProvenanceEdge = ProvenanceGraph['edges'][number];
