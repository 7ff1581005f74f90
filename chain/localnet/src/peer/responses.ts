/** `peer.Response` messages that the peer itself makes. */
import { peer } from '@hyperledger/fabric-protos';

/** A response as a chaincode would give it. */
export function chaincodeResponse(
  status: number,
  { message = '', payload = new Uint8Array() }: { message?: string; payload?: Uint8Array },
): peer.Response {
  const response = new peer.Response();
  response.setStatus(status);
  response.setMessage(message);
  response.setPayload(payload);
  return response;
}

/** What went wrong while a proposal was processed. */
export function failure(message: string): peer.Response {
  return chaincodeResponse(500, { message });
}
