import type { Pairing } from '@tallystick/protocol';
import type { CheckState } from '../domain/check-state.ts';
import type { Neighbourhood } from '../domain/neighbourhood.ts';
import type { Policy } from '../domain/policy.ts';
import type { Pins } from '../net/pins.ts';

/** A paired companion tag: what the phone must keep to speak with it again. */
export interface PairedTag {
  /** Session root and log key: as secret as a TEK. */
  readonly pairing: Pairing;
  readonly pairedAt: number;
  /** Unix seconds of the last complete sync, null before the first. */
  readonly lastSync: number | null;
  /** Percent, null when it has not said. */
  readonly battery: number | null;
  /** First interval that the tag holds no identifier for. */
  readonly identifiersUntil: number | null;
  /** Offset of the phone's clock at the last sync: the tag goes by that time until the next one. Always 0 outside practice. */
  readonly clockOffset: number;
}

/** Everything small that the phone remembers, by name. */
export interface Settings {
  /** When the first run was finished. */
  started: number;
  /** UTC day of the first run: the first that gets a commitment. */
  firstDay: number;
  /** Trust anchors of the network, as first seen or compiled in. */
  pins: Pins;
  /** Id of another network that the server showed, while it does. */
  otherNetwork: string;
  tag: PairedTag;
  /** How this phone hears: by its tag, by the browser's own scan, or in practice. */
  radio: 'tag' | 'scan' | 'practice';
  /** Random moment of the following day from which a day is committed, by UTC day. */
  commitMoments: Readonly<Record<number, number>>;
  /** Outcome of the last exposure check. */
  check: CheckState;
  /** Policy that was in force at the last check. */
  policy: Policy;
  /** Seconds that the server's clock is ahead of the platform's, and when that was seen. */
  serverClock: { readonly ahead: number; readonly at: number };
  /** Practice only: seconds that the phone's time differs from the platform's. */
  clockOffset: number;
  /** Practice only: the chance that every randomised answer uses, for tests whose sums must be exact. */
  coin: number;
  /** Practice only: the neighbourhood. */
  neighbourhood: Neighbourhood;
}
