import { type CheckState, uncheckedState } from '../domain/check-state.ts';
import type { ExposureView } from '../domain/exposure-view.ts';
import { exposureView } from '../domain/exposure-view.ts';
import type { Policy } from '../domain/policy.ts';
import type { RadioState } from '../domain/radio-state.ts';
import type { Pins } from '../net/pins.ts';
import { type Database, readSetting } from '../store/database.ts';
import type { StoredAnswer, StoredCommitment, StoredPublication } from '../store/schema.ts';
import type { PairedTag } from '../store/settings.ts';

/** What the database says, as screens need it. */
export interface StoredState {
  readonly started: number | null;
  /** First UTC day of the log. */
  readonly firstDay: number | null;
  readonly pins: Pins | null;
  readonly otherNetwork: string | null;
  readonly tag: PairedTag | null;
  readonly radio: 'tag' | 'scan' | 'practice' | null;
  readonly check: CheckState;
  readonly policy: Policy | null;
  readonly exposure: ExposureView;
  readonly commitments: readonly Omit<StoredCommitment, 'leaves'>[];
  readonly answers: readonly StoredAnswer[];
  readonly publications: readonly StoredPublication[];
  /** Seconds that the server's clock is ahead of this device's. */
  readonly serverAhead: number;
}

/** Everything that a screen shows. */
export interface PhoneSnapshot extends StoredState {
  /** False until the database has been read. */
  readonly ready: boolean;
  /** Why the phone cannot start, null while it can. */
  readonly broken: 'storage' | null;
  /** Seconds by which the phone's time differs from the device's. */
  readonly clockOffset: number;
  readonly radioState: RadioState;
  /** This tab is the one that logs; another one is while false. */
  readonly logging: boolean;
  readonly visible: boolean;
  readonly online: boolean;
  readonly storageFull: boolean;
  /** Files done of an exposure check that runs. */
  readonly checking: { readonly done: number; readonly of: number } | null;
  /** Rises with every change of the log. */
  readonly logVersion: number;
}

/** Before anything was read. */
export const emptyState: StoredState = {
  started: null,
  firstDay: null,
  pins: null,
  otherNetwork: null,
  tag: null,
  radio: null,
  check: uncheckedState,
  policy: null,
  exposure: { level: 'none', days: [], withdrawn: [] },
  commitments: [],
  answers: [],
  publications: [],
  serverAhead: 0,
};

/** Reads what the database says. */
export async function readState(db: Database, pins: Pins | null): Promise<StoredState> {
  const [started, firstDay, otherNetwork, tag, radio, check, policy, serverClock] = await Promise.all([
    readSetting(db, 'started'),
    readSetting(db, 'firstDay'),
    readSetting(db, 'otherNetwork'),
    readSetting(db, 'tag'),
    readSetting(db, 'radio'),
    readSetting(db, 'check'),
    readSetting(db, 'policy'),
    readSetting(db, 'serverClock'),
  ]);
  const exposures = await db.getAll('exposures');
  const commitments = (await db.getAll('commitments')).map(({ leaves: _, ...shown }) => shown);
  return {
    started: started ?? null,
    firstDay: firstDay ?? null,
    pins,
    otherNetwork: otherNetwork ?? null,
    tag: tag ?? null,
    radio: radio ?? null,
    check: check ?? uncheckedState,
    policy: policy ?? null,
    exposure: policy === undefined ? emptyState.exposure : exposureView(exposures, policy),
    commitments: commitments.sort((a, b) => b.day - a.day),
    answers: await db.getAll('answers'),
    publications: await db.getAll('publications'),
    serverAhead: serverClock?.ahead ?? 0,
  };
}
