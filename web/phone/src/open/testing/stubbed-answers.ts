/**
 * Stubbed answers of the open API, for visual states alone: what a page looks like with many rows, an error, nothing at
 * all. What the real API answers is tested where it runs.
 */
import type {
  AnswerDay,
  BlockNode,
  ExportNode,
  Network,
  ProvenanceGraph,
  Statistics,
  TransactionDetail,
} from '../data/queries.ts';

const hex = (seed: number): string => seed.toString(16).padStart(2, '0').repeat(32).slice(0, 64);
const day = 20_522;

export const network: Network = { id: hex(200), channel: 'tallystick', height: 58, embedded: true, lag: 0 };

const answers: AnswerDay[] = [812, 640, 705, 455, 310, 96, 41].map((answersOfDay, index) => {
  const exposed = [24, 31, 18, 9, 12, 2, 0][index] ?? 0;
  const positive = Math.round(answersOfDay / 8 + exposed * 0.625);
  const estimate = (positive - answersOfDay / 8) / 0.625;
  const spread = 1.96 * Math.sqrt(answersOfDay * 0.11) * 1.6;
  return {
    day: day - index,
    answers: answersOfDay,
    positive,
    estimate,
    low: estimate - spread,
    high: estimate + spread,
  };
});

export const statistics: Statistics = {
  height: 58,
  authorisations: 41,
  publications: 33,
  revocations: 2,
  anchors: 1240,
  commitments: 48_211,
  exports: { files: 19, real: 402, padding: 2260, revised: 14 },
  answers,
};

export const files: ExportNode[] = Array.from({ length: 12 }, (_, index) => ({
  sequence: 19 - index,
  windowStart: 1_773_000_000 - index * 14_400,
  windowEnd: 1_773_014_400 - index * 14_400,
  real: [28, 14, 0, 41, 56, 28, 14, 70, 154, 28, 0, 14][index] ?? 0,
  revised: [0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 14, 0][index] ?? 0,
  padding: [112, 112, 126, 99, 84, 112, 126, 70, 0, 112, 126, 126][index] ?? 0,
  sha256: hex(index + 1),
  name: `00000000${19 - index}-${hex(index + 1).slice(0, 16)}.zip`,
  status: index > 9 ? 'EXPIRED' : 'AVAILABLE',
}));

const summaries = [
  'Phones’ answers of one day were counted: 3 answers.',
  'A file of keys was recorded: No. 19, 28 keys of patients, 112 random ones.',
  'A patient published keys under an authorisation of general-hospital.',
  'general-hospital allowed one diagnosis to be published.',
  '14 commitments of phones were anchored.',
];

export const blocks: BlockNode[] = Array.from({ length: 10 }, (_, index) => ({
  number: 57 - index,
  headerHash: hex(57 - index),
  previousHash: hex(56 - index),
  size: 6120 + index * 311,
  transactions: [
    {
      id: hex(100 + index),
      summary: summaries[index % summaries.length] ?? '',
      organisation: 'AuthorityMSP',
      endorsers: index % 3 === 0 ? ['HealthMSP', 'AuthorityMSP'] : ['AuthorityMSP', 'AuditorMSP'],
      valid: index !== 4,
    },
  ],
}));

export const transaction: TransactionDetail = {
  ...blocks[0]!.transactions[0]!,
  block: 57,
  index: 0,
  validationCode: 0,
  claimedTime: 1_773_014_000,
  role: 'api',
  function: 'acknowledgements:record',
  records: [
    { key: `answers/${hex(9)}`, type: 'answers', content: { type: 'answers', root: hex(9), day, count: 3, sum: 1 } },
  ],
  purged: [],
};

const made = (id: string, activity: string) => ({ type: 'wasGeneratedBy', from: id, to: activity, role: null });
const derived = (from: string, to: string) => ({ type: 'wasDerivedFrom', from, to, role: null });
const member = (from: string, to: string) => ({ type: 'hadMember', from, to, role: null });
const entity = (id: string, kind: string) => ({ id, type: 'ENTITY' as const, kind, block: null, index: null });
const activity = (id: string, kind: string, block: number) => ({
  id,
  type: 'ACTIVITY' as const,
  kind,
  block,
  index: 0,
});
const by = (from: string, organisation: string, role: string) => ({
  type: 'wasAssociatedWith',
  from,
  to: `agent/${organisation}`,
  role,
});

export const provenance: ProvenanceGraph = {
  of: `answers/${hex(9)}`,
  truncated: false,
  nodes: [
    entity(`answers/${hex(9)}`, 'answers'),
    entity('export/0000000018', 'export'),
    entity('export/0000000019', 'export'),
    entity('publications/0000000018', 'publications'),
    entity('publications/0000000019', 'publications'),
    entity('revocations/0000000019', 'revocations'),
    entity(`publication/${hex(11).slice(0, 32)}`, 'publication'),
    entity(`publication/${hex(12).slice(0, 32)}`, 'publication'),
    entity(`revocation/${hex(11).slice(0, 32)}`, 'revocation'),
    entity(`authorisation/${hex(11).slice(0, 32)}`, 'authorisation'),
    entity(`authorisation/${hex(12).slice(0, 32)}`, 'authorisation'),
    activity('activity/a', 'notify', 57),
    activity('activity/b', 'export', 51),
    activity('activity/c', 'publish', 44),
    activity('activity/d', 'authorise', 41),
    activity('activity/e', 'revoke', 52),
    { id: 'agent/AuthorityMSP', type: 'AGENT', kind: 'organisation', block: null, index: null },
    { id: 'agent/HealthMSP', type: 'AGENT', kind: 'organisation', block: null, index: null },
  ],
  edges: [
    made(`answers/${hex(9)}`, 'activity/a'),
    made('export/0000000018', 'activity/b'),
    made('export/0000000019', 'activity/b'),
    made(`publication/${hex(11).slice(0, 32)}`, 'activity/c'),
    made(`publication/${hex(12).slice(0, 32)}`, 'activity/c'),
    made(`authorisation/${hex(11).slice(0, 32)}`, 'activity/d'),
    made(`authorisation/${hex(12).slice(0, 32)}`, 'activity/d'),
    made(`revocation/${hex(11).slice(0, 32)}`, 'activity/e'),
    { type: 'wasInvalidatedBy', from: `publication/${hex(11).slice(0, 32)}`, to: 'activity/e', role: null },
    by('activity/a', 'AuthorityMSP', 'api'),
    by('activity/b', 'AuthorityMSP', 'api'),
    by('activity/c', 'AuthorityMSP', 'api'),
    by('activity/d', 'HealthMSP', 'adapter'),
    by('activity/e', 'HealthMSP', 'adapter'),
    derived(`answers/${hex(9)}`, 'export/0000000018'),
    derived(`answers/${hex(9)}`, 'export/0000000019'),
    derived('export/0000000018', 'publications/0000000018'),
    derived('export/0000000019', 'publications/0000000019'),
    derived('export/0000000019', 'revocations/0000000019'),
    member('publications/0000000018', `publication/${hex(11).slice(0, 32)}`),
    member('publications/0000000019', `publication/${hex(12).slice(0, 32)}`),
    member('revocations/0000000019', `revocation/${hex(11).slice(0, 32)}`),
    derived(`publication/${hex(11).slice(0, 32)}`, `authorisation/${hex(11).slice(0, 32)}`),
    derived(`publication/${hex(12).slice(0, 32)}`, `authorisation/${hex(12).slice(0, 32)}`),
    derived(`revocation/${hex(11).slice(0, 32)}`, `authorisation/${hex(11).slice(0, 32)}`),
  ],
};
