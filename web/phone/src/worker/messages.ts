import type { ExportedKey, Match } from '@tallystick/protocol';

/** Asks the worker to match one file's keys against the log of a database. */
export interface MatchRequest {
  readonly id: number;
  readonly database: string;
  /** Offset of the phone's clock, see `time/clock.ts`. */
  readonly clockOffset: number;
  readonly keys: readonly ExportedKey[];
}

/** Its answer to the request with the same id. */
export type MatchAnswer =
  | { readonly id: number; readonly matches: readonly Match[] }
  | { readonly id: number; readonly error: string };
