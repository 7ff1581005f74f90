import { endsOf, type ProvDocument, toProvJson } from '@tallystick/protocol';
import { provenancePart } from '../read-model/provenance.ts';
import type { ProvenanceEdge, ProvenanceNode, QueryResolvers } from '../schema/types.generated.ts';

function nodesOf({ entities, activities, agents }: ProvDocument): ProvenanceNode[] {
  return [
    ...entities.map(({ id, kind }): ProvenanceNode => ({ id, type: 'ENTITY', kind })),
    ...activities.map(({ id, kind, at }): ProvenanceNode => ({ id, type: 'ACTIVITY', kind, ...at })),
    ...agents.map(({ id, kind }): ProvenanceNode => ({ id, type: 'AGENT', kind })),
  ];
}

function edgesOf({ relations }: ProvDocument): ProvenanceEdge[] {
  return relations.map((relation) => {
    const [from, to] = endsOf(relation);
    return { type: relation.type, from, to, role: relation.type === 'wasAssociatedWith' ? relation.role : null };
  });
}

/** Where things on the ledger came from. */
export const provenanceQueries: Pick<QueryResolvers, 'provenance'> = {
  provenance: (_, { of }, { model }) => {
    const { document, truncated } = provenancePart(model, of);
    return { of, nodes: nodesOf(document), edges: edgesOf(document), prov: toProvJson(document), truncated };
  },
};
