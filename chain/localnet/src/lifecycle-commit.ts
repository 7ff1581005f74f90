/** Committing the chaincode's definition: a transaction in `_lifecycle`, endorsed by every organisation's peer. */
import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import type { Ledger } from './ledger/ledger.ts';
import { Simulator } from './ledger/simulator.ts';
import type { StateStore } from './ledger/state.ts';
import {
  type Chaincode,
  commitArguments,
  definitionFields,
  LIFECYCLE,
  readDefinition,
  sequenceKey,
  sequenceValue,
} from './lifecycle.ts';
import type { SigningIdentity } from './msp/identity.ts';
import { type Endorser, proposalResponsePayload } from './peer/endorser.ts';
import { channelHeaderBytes, signatureHeaderBytes, transactionPayload } from './protoutil/envelope.ts';
import { sha256, transactionId } from './protoutil/hash.ts';
import { bytesField, messageField } from './protoutil/wire.ts';

/** The sequence under which the definition has to be committed, or nothing when it stands on the ledger already. */
export function nextSequence(chaincode: Chaincode, state: StateStore, height: number): number | undefined {
  const fields = [...definitionFields(chaincode)];
  const stands = fields.every(([key, value]) => state.get(LIFECYCLE, key, height)?.value.equals(value));
  const current = state.get(LIFECYCLE, sequenceKey(chaincode.name), height)?.value;
  if (stands && current) return undefined;
  return current ? peer.lifecycle.CommitChaincodeDefinitionArgs.deserializeBinary(current).getSequence() + 1 : 1;
}

/** The transaction that commits a definition, signed by an organisation's administrator. */
export function definitionEnvelope(options: {
  channel: string;
  chaincode: Chaincode;
  sequence: number;
  administrator: SigningIdentity;
  endorsers: Endorser[];
  ledger: Ledger;
  at: Date;
}): Uint8Array {
  const { channel, chaincode, sequence, administrator, endorsers } = options;
  const nonce = randomBytes(24);
  const id = transactionId(nonce, administrator.bytes);
  const chaincodeId = bytesField(2, LIFECYCLE);
  const channelHeader = channelHeaderBytes({
    type: common.HeaderType.ENDORSER_TRANSACTION,
    at: options.at,
    channel,
    transactionId: id,
    extension: messageField(2, chaincodeId),
  });
  const signatureHeader = signatureHeaderBytes(administrator.bytes, nonce);
  const publicPayload = bytesField(1, invocation(commitArguments(chaincode, sequence).serializeBinary()));
  const responsePayload = proposalResponsePayload(
    sha256(channelHeader, signatureHeader, publicPayload),
    committedAction(options, id),
  );
  const payload = transactionPayload({
    channelHeader,
    signatureHeader,
    publicPayload,
    responsePayload,
    endorsements: endorsers.map((endorser) => endorser.endorse(responsePayload)),
  });
  const envelope = new common.Envelope();
  envelope.setPayload(payload);
  envelope.setSignature(administrator.sign(payload));
  return envelope.serializeBinary();
}

function invocation(argument: Uint8Array): Uint8Array {
  const input = new peer.ChaincodeInput();
  input.setArgsList([Buffer.from('CommitChaincodeDefinition'), argument]);
  const id = new peer.ChaincodeID();
  id.setName(LIFECYCLE);
  const spec = new peer.ChaincodeSpec();
  spec.setChaincodeId(id);
  spec.setInput(input);
  const message = new peer.ChaincodeInvocationSpec();
  message.setChaincodeSpec(spec);
  return message.serializeBinary();
}

function committedAction(
  options: { chaincode: Chaincode; sequence: number; ledger: Ledger },
  id: string,
): peer.ChaincodeAction {
  const { chaincode, sequence, ledger } = options;
  const simulator = new Simulator({
    state: ledger.state,
    history: ledger.history,
    privateState: ledger.privateData.state,
    height: ledger.height - 1,
    transactionId: id,
    namespace: LIFECYCLE,
    holds: () => false,
  });
  readDefinition(simulator, chaincode.name, true);
  for (const [key, value] of definitionFields(chaincode)) simulator.put(key, value);
  simulator.put(sequenceKey(chaincode.name), sequenceValue(sequence));
  const response = new peer.Response();
  response.setStatus(200);
  const chaincodeId = new peer.ChaincodeID();
  chaincodeId.setName(LIFECYCLE);
  chaincodeId.setVersion('syscc');
  const action = new peer.ChaincodeAction();
  action.setResults(simulator.results().publicBytes);
  action.setResponse(response);
  action.setChaincodeId(chaincodeId);
  return action;
}
