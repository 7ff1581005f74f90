/**
 * The log: one JSON object a line on standard error. It takes a closed set of fields, so that no identifier of a
 * patient, no code, no key and no address of a machine can get into it.
 */

/** What a line may hold beside its event. */
export interface LogFields {
  /** Stable code of a reason or an error. */
  code?: string;
  /** Route as it is declared, never as it was called. */
  route?: string;
  status?: number;
  count?: number;
  block?: number;
  milliseconds?: number;
  port?: number;
  role?: string;
  attempt?: number;
  /** Days that certificates are still valid. */
  days?: number;
  /** Message text of an error of ours that is known to hold nothing identifying. */
  text?: string;
}

/** Writes one line. */
export type Log = (level: 'info' | 'warn' | 'error' | 'security', event: string, fields?: LogFields) => void;

/** A log that writes to a sink, one line a call. */
export function logTo(write: (line: string) => void): Log {
  return (level, event, fields = {}) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), service: 'his-adapter', level, event, ...fields })}\n`);
  };
}

/** The name of an unexpected error; its message could quote a record and so stays out. */
export function errorName(error: unknown): string {
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return 'unknown';
}
