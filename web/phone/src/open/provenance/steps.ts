import { organisationName } from '../../domain/organisations.ts';
import type { ProvenanceEdge, ProvenanceGraph } from '../data/queries.ts';

/** One thing on the way back, with who made it and who ended it, told in words. */
export interface Thing {
  readonly id: string;
  readonly kind: string;
  /** `published by Authority, block 44`; undefined for a set, which nobody made. */
  readonly made: string | undefined;
  readonly ended: string | undefined;
}

/** A step back: `from` rests on `to`. */
export interface Back {
  readonly from: string;
  readonly to: string;
  readonly type: 'wasDerivedFrom' | 'hadMember';
}

/** What the kinds of things are called. */
const kinds: Readonly<Record<string, string>> = {
  anchor: 'Anchor of commitments',
  authorisation: 'Authorisation',
  publication: 'Publication of keys',
  publications: 'Set of publications',
  revocation: 'Revocation',
  revocations: 'Set of revocations',
  export: 'File for phones',
  answers: 'Answers of phones',
  policy: 'Policy in force',
  proposal: 'Proposal of a policy',
};

/** What was done, as it is said of the thing that came of it. */
const doings: Readonly<Record<string, string>> = {
  anchor: 'anchored',
  authorise: 'authorised',
  publish: 'published',
  revoke: 'revoked',
  export: 'recorded',
  notify: 'counted',
  propose: 'proposed',
  approve: 'approved',
};

/** The kind of a thing in words; one that is not known as it is named. */
export function kindWords(kind: string): string {
  return kinds[kind] ?? kind;
}

/** What PROV's relations say, read from the first to the second. */
const relations: Readonly<Record<string, string>> = {
  wasDerivedFrom: 'was derived from',
  hadMember: 'has as a member',
  wasGeneratedBy: 'was made by',
  wasInvalidatedBy: 'was ended by',
  used: 'used',
  wasAssociatedWith: 'was carried out by',
  actedOnBehalfOf: 'acted on behalf of',
};

/** A relation in words; one that is not known as it is named. */
export function relationWords(type: string): string {
  return relations[type] ?? type;
}

/** Relations in the order of the walk: where things come from first, then who made them. */
const order = ['wasDerivedFrom', 'hadMember', 'wasGeneratedBy', 'wasInvalidatedBy', 'used', 'wasAssociatedWith'];

/** The statements in the order in which a person reads them. Pure. */
export function orderedEdges(edges: readonly ProvenanceEdge[]): ProvenanceEdge[] {
  const rank = ({ type }: ProvenanceEdge): number => (order.includes(type) ? order.indexOf(type) : order.length);
  return edges.toSorted((a, b) => rank(a) - rank(b));
}

/** The things of a provenance with their makers, and the steps between them. Pure. */
export function thingsOf(graph: ProvenanceGraph): {
  readonly things: readonly Thing[];
  readonly backs: readonly Back[];
} {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edge = (type: string, from: string): string | undefined =>
    graph.edges.find((candidate) => candidate.type === type && candidate.from === from)?.to;
  const act = (activity: string | undefined): string | undefined => {
    if (activity === undefined) return undefined;
    const node = nodes.get(activity);
    const agent = edge('wasAssociatedWith', activity);
    const who = agent === undefined ? '' : ` by ${organisationName(agent.replace(/^agent\//, ''))}`;
    const where = node?.block === null || node?.block === undefined ? '' : `, block ${node.block}`;
    return `${doings[node?.kind ?? ''] ?? node?.kind ?? 'made'}${who}${where}`;
  };
  const things = graph.nodes
    .filter(({ type }) => type === 'ENTITY')
    .map(({ id, kind }) => ({
      id,
      kind,
      made: act(edge('wasGeneratedBy', id)),
      ended: act(edge('wasInvalidatedBy', id)),
    }));
  const backs = graph.edges.flatMap(({ type, from, to }) =>
    type === 'wasDerivedFrom' || type === 'hadMember' ? [{ from, to, type } as const] : [],
  );
  return { things, backs };
}
