import {
  publicationSlotBytes,
  publicationSlots,
  publishArgument,
  publishPrivate,
  recordKey,
  TallystickError,
} from '@tallystick/protocol';
import { findRecord } from '../read-model/rows.ts';
import type { AuthorisationStatus, MutationResolvers, QueryResolvers } from '../schema/types.generated.ts';
import { writesOf } from './writes-of.ts';

/** Queries about authorisations. */
export const diagnosisQueries: Pick<QueryResolvers, 'authorisation'> = {
  authorisation: (_, { id }, { model, clock }) => {
    const found = findRecord(model, 'authorisation', recordKey.authorisation(id));
    if (found === undefined) return null;
    const revocation = findRecord(model, 'revocation', recordKey.revocation(id))?.record;
    const published = findRecord(model, 'publication', recordKey.publication(id)) !== undefined;
    const { expires, facility, supersedes } = found.record;
    const unused: AuthorisationStatus = clock() > expires ? 'EXPIRED' : 'ISSUED';
    return {
      id,
      status: revocation !== undefined ? 'REVOKED' : published ? 'PUBLISHED' : unused,
      expires,
      facility,
      supersedes: supersedes ?? null,
      supersededBy: revocation?.supersededBy ?? null,
      block: found.block,
    };
  },
};

/** Publication of a diagnosis. */
export const diagnosisMutations: Pick<MutationResolvers, 'publishDiagnosis'> = {
  publishDiagnosis: async (_, { input }, context) => {
    const { through } = writesOf(context);
    const { authorisation, digest, signature, salt, keys } = input;
    // Slots are fixed in number: more of them can only mean more keys.
    if (keys.length > 2 * publicationSlots * publicationSlotBytes) {
      throw new TallystickError('TOO_MANY_KEYS', { field: 'keys' });
    }
    return await through.publishDiagnosis(
      publishArgument.parse({ authorisation, digest, signature }),
      publishPrivate.parse({ salt, keys }),
    );
  },
};
