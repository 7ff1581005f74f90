/** The little of Fabric's system chaincodes that its command line needs here: `qscc` GetChainInfo. */
import { common, type peer } from '@hyperledger/fabric-protos';
import type { Identity } from '../msp/identity.ts';
import type { Network } from '../network.ts';
import { chaincodeResponse, failure } from './responses.ts';

const SYSTEM_CHAINCODES = new Set(['_lifecycle', 'cscc', 'lscc', 'qscc']);

/** Whether Fabric itself answers under this name. */
export function isSystemChaincode(name: string): boolean {
  return SYSTEM_CHAINCODES.has(name);
}

/** Answers a call whose creator and signature have been checked. */
export function systemResponse(
  network: Network,
  creator: Identity,
  call: { chaincode: string; input: peer.ChaincodeInput },
): peer.Response {
  const [name = '', channel = ''] = call.input.getArgsList_asU8().map((bytes) => Buffer.from(bytes).toString());
  if (call.chaincode !== 'qscc' || name !== 'GetChainInfo') {
    return failure(
      `localnet does not answer ${call.chaincode} ${name}: of the system chaincodes it has qscc GetChainInfo`,
    );
  }
  const { access } = network;
  if (channel !== network.channel) return failure(`Invalid chain ID, ${channel}`);
  if (!access.permits(creator, 'Readers')) {
    return failure(`access denied for [${name}][${channel}]: [${access.denial('Readers')}]`);
  }
  return chaincodeResponse(200, { payload: chainInfo(network) });
}

function chainInfo({ ledger }: Network): Uint8Array {
  const { number, headerHash } = ledger.blocks.tip()!;
  const newest = common.Block.deserializeBinary(ledger.blocks.bytes(number)!);
  const info = new common.BlockchainInfo();
  info.setHeight(number + 1);
  info.setCurrentblockhash(headerHash);
  info.setPreviousblockhash(newest.getHeader()!.getPreviousHash_asU8());
  return info.serializeBinary();
}
