/** Errors as Fabric's gateway gives them: a gRPC status with one detail for each endorser or orderer. */
import { Metadata, type ServiceError, type status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import { statusBytes } from './wire.ts';

/** What one node said. */
export type NodeError = { address: string; mspId: string; message: string };

/** A call's failure, to be sent to the client as it stands. */
export class RpcError extends Error {
  readonly code: status;
  readonly nodes: NodeError[];

  constructor(code: status, message: string, nodes: NodeError[] = []) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.nodes = nodes;
  }
}

/** What Fabric's gateway says of a node whose port is closed. */
export function connectionRefused(address: string): string {
  const why = `transport: Error while dialing: dial tcp ${address}: connect: connection refused`;
  return `rpc error: code = Unavailable desc = connection error: desc = "${why}"`;
}

/** The error that grpc-js sends: details stand in `grpc-status-details-bin`. */
export function serviceError(error: RpcError): Partial<ServiceError> & { code: status } {
  const metadata = new Metadata();
  if (error.nodes.length > 0) {
    const details = error.nodes.map((node) => {
      const detail = new gateway.ErrorDetail();
      detail.setAddress(node.address);
      detail.setMspId(node.mspId);
      detail.setMessage(node.message);
      return { type: 'gateway.ErrorDetail', value: detail.serializeBinary() };
    });
    metadata.set('grpc-status-details-bin', statusBytes(error.code, error.message, details));
  }
  return { code: error.code, details: error.message, metadata };
}
