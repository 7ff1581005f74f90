/** Errors as the gateway client shows them. */
import assert from 'node:assert/strict';
import { GatewayError } from '@hyperledger/fabric-gateway';

/** What a call failed with. */
export async function failure(work: Promise<unknown>): Promise<unknown> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  return outcome ? outcome.error : assert.fail('the call succeeded');
}

/** A gateway error's code, text and the details of its nodes. */
export async function gatewayFailure(
  work: Promise<unknown>,
): Promise<{ code: number; message: string; details: string[] }> {
  const error = await failure(work);
  assert.ok(error instanceof GatewayError, String(error));
  const details = error.details.map(({ mspId, message }) => `${mspId}: ${message}`);
  return { code: error.code, message: error.message, details };
}
