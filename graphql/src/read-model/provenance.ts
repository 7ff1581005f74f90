import { endsOf, type ProvDocument, provenanceOf, provenanceStatements } from '@tallystick/protocol';
import { allRecords } from './rows.ts';
import type { ReadModel } from './store.ts';

/** Most nodes of one answer. */
export const maxProvenanceNodes = 2_000;

const stated = new WeakMap<ReadModel, { readonly height: number; readonly document: ProvDocument }>();

/** The whole ledger's provenance, stated once for each height. */
function provenanceOfLedger(model: ReadModel): ProvDocument {
  const height = model.height();
  const known = stated.get(model);
  if (known?.height === height) return known.document;
  const document = provenanceStatements(allRecords(model));
  stated.set(model, { height, document });
  return document;
}

/** A part of the ledger's provenance, cut to {@link maxProvenanceNodes}. */
export type ProvenancePart = { readonly document: ProvDocument; readonly truncated: boolean };

/** Where one thing came from. @throws TallystickError `NOT_FOUND`. */
export function provenancePart(model: ReadModel, of: string): ProvenancePart {
  return cut(provenanceOf(of, provenanceOfLedger(model)), of, maxProvenanceNodes);
}

/** The document with at most `limit` nodes, the one asked for among them, and the relations between those. */
export function cut(document: ProvDocument, of: string, limit: number): ProvenancePart {
  const { entities, activities, agents } = document;
  if (entities.length + activities.length + agents.length <= limit) return { document, truncated: false };
  const ids = [of, ...[...agents, ...entities, ...activities].map(({ id }) => id).filter((id) => id !== of)];
  const kept = new Set(ids.slice(0, limit));
  const isKept = ({ id }: { readonly id: string }): boolean => kept.has(id);
  return {
    document: {
      entities: entities.filter(isKept),
      activities: activities.filter(isKept),
      agents: agents.filter(isKept),
      relations: document.relations.filter((relation) => endsOf(relation).every((id) => kept.has(id))),
    },
    truncated: true,
  };
}
