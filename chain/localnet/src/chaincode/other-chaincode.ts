/** Calling a chaincode from a chaincode: there is only one, so it gets the answers of a Fabric channel that has one. */
import { peer } from '@hyperledger/fabric-protos';

const { Type } = peer.ChaincodeMessage;
/** The system chaincode that Fabric's peer guards by name. */
const QUERIES = 'qscc';

/** Who calls. */
export type Caller = { chaincode: string; channel: string; transactionId: string };

/**
 * Answers `INVOKE_CHAINCODE`.
 * @returns the nested message with the callee's response
 * @throws Error with Fabric's text
 */
export function invokeChaincode(spec: peer.ChaincodeSpec, { chaincode, channel, transactionId }: Caller): Uint8Array {
  const [name = '', elsewhere = channel] = (spec.getChaincodeId()?.getName() ?? '').split('/');
  if (elsewhere !== channel) throw new Error(`Failed to get policy manager for channel [${elsewhere}]`);
  if (name === chaincode) {
    throw new Error(`execute failed: error sending: txid: ${transactionId}(${channel}) exists`);
  }
  if (name !== QUERIES) {
    const missing = `failed to get chaincode container info for ${name}: chaincode ${name} not found`;
    throw new Error(`execute failed: invalid invocation: [channel ${channel}] ${missing}`);
  }
  const response = new peer.Response();
  response.setStatus(500);
  response.setMessage(
    `Rejecting invoke of QSCC from another chaincode because of potential for deadlocks, original invocation for '${chaincode}'`,
  );
  const message = new peer.ChaincodeMessage();
  message.setType(Type.COMPLETED);
  message.setPayload(response.serializeBinary());
  return message.serializeBinary();
}
