/** The recorded calls of `errors.json`, and what of an outcome can be compared between two runs. */
import { CommitError, GatewayError } from '@hyperledger/fabric-gateway';
import { z } from 'zod';
import { PACKAGE_ID } from './chaincode-process.ts';
import { recordedFile } from './recorded.ts';

const detail = z.object({ mspId: z.string(), message: z.string() });

const record = z.object({
  scenario: z.string(),
  call: z.string().default(''),
  outcome: z.enum(['error', 'no error']).default('no error'),
  result: z.unknown().optional(),
  error: z
    .object({
      jsErrorClass: z.string(),
      grpcCode: z.number().nullish(),
      message: z.string(),
      // A string where the call was made without the gateway client.
      details: z.union([z.array(detail), z.string()]).default([]),
      hasTransactionId: z.boolean().default(false),
      commitCode: z.number().optional(),
    })
    .optional(),
});
/** One recorded call. */
export type ErrorRecord = z.infer<typeof record>;

/** All recorded calls, in their order. */
export function recordedErrors(): ErrorRecord[] {
  return z.object({ entries: z.array(record) }).parse(JSON.parse(recordedFile('errors.json').toString())).entries;
}

/** How a call ended, without what differs between two runs. */
export type Outcome =
  | { result: unknown }
  | {
      class: string;
      code: number | undefined;
      message: string;
      /** `MSP: what its node said`, sorted: nodes are asked in any order. */
      details: string[];
      hasTransactionId: boolean;
    };

/** A text without what differs between two runs: ids, times, addresses, sizes. */
function comparable(text: string): string {
  return (
    text
      // Fabric's own library writes either space, so that nobody depends on it.
      .replaceAll('\u00a0', ' ')
      .replaceAll(/\b[\w.-]+:[0-9a-f]{64}\b/g, '<package>')
      .replaceAll(PACKAGE_ID, '<package>')
      .replaceAll(/Creator \[[^\]]*\]/g, 'Creator [<identity>]')
      .replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>')
      .replaceAll(/127\.0\.0\.1:\d+/g, '<address>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/BlockNum: \d+, TxNum: \d+/g, '<version>')
      .replaceAll(/payload is \d+ bytes/g, 'payload is <size> bytes')
      .replaceAll(/Deadline exceeded after [^"]*/g, 'Deadline exceeded')
      .replaceAll(/\[[0-9a-f]{8}\] error sending/g, '[<id>] error sending')
      .replaceAll(/than max \(\d+ vs/g, 'than max (<size> vs')
      .replaceAll(/0\.\d{6,}/g, '<random>')
  );
}

function comparableResult(result: unknown): unknown {
  return JSON.parse(comparable(JSON.stringify(result ?? null)));
}

/** What was recorded. */
export function recordedOutcome({ error, result }: ErrorRecord): Outcome {
  if (!error) return { result: comparableResult(withoutPlace(result)) };
  const details = typeof error.details === 'string' ? [] : error.details;
  return {
    class: error.jsErrorClass,
    code: error.grpcCode ?? error.commitCode,
    message: comparable(error.message),
    details: details.map(({ mspId, message }) => comparable(`${mspId}: ${message}`)).sort(),
    hasTransactionId: error.hasTransactionId,
  };
}

/** A transaction's block and id are another run's. */
function withoutPlace(result: unknown): unknown {
  const place = z.looseObject({ code: z.number() }).safeParse(result);
  return place.success ? { code: place.data.code } : result;
}

/** How a call ended. */
export async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    return { result: comparableResult(await work) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      class: error.constructor.name,
      code: codeOf(error),
      message: comparable(error.message),
      details: error instanceof GatewayError ? detailsOf(error) : [],
      hasTransactionId: 'transactionId' in error,
    };
  }
}

/** A deadline that the peer notices first arrives as CANCELLED, on Fabric too: clients treat both alike. */
export function asDeadline(actual: Outcome, recorded: Outcome): Outcome {
  const cancelled = 'code' in actual && actual.code === 1;
  if (!cancelled || !('code' in recorded) || recorded.code !== 4) return actual;
  return { ...actual, code: recorded.code, message: recorded.message };
}

function detailsOf({ details }: GatewayError): string[] {
  return details.map(({ mspId, message }) => comparable(`${mspId}: ${message}`)).sort();
}

function codeOf(error: Error): number | undefined {
  if (error instanceof GatewayError || error instanceof CommitError) return error.code;
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
