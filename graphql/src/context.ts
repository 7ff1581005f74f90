import type { ExportRecord } from '@tallystick/protocol';
import type { AuditReport } from './auditor/report.ts';
import type { Writes } from './batching/writes.ts';
import type { CommitmentCeiling } from './limits/commitment-ceiling.ts';
import type { Follower } from './read-model/follower.ts';
import type { ReadModel } from './read-model/store.ts';

/** What resolvers work with: everything of one service, the same for every request. */
export type ServiceContext = {
  readonly model: ReadModel;
  readonly follower: Pick<Follower, 'status'>;
  /** Unix seconds. */
  readonly clock: () => number;
  readonly channel: string;
  /** Whether the network is the embedded one. */
  readonly embedded: boolean;
  /** Whether the file of a record can be had. */
  readonly exportAvailable: (record: ExportRecord) => boolean;
  /** The writing side; the Auditor has none. */
  readonly writes?: { readonly through: Writes; readonly ceiling: CommitmentCeiling };
  /** The Auditor's findings; the API has none. */
  readonly audit?: () => AuditReport;
};
