import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import type { NetworkTarget } from '@tallystick/ledger';
import type { Start } from './start.ts';

/** A call of a chaincode that changes nothing. */
export type ReadingCall = { readonly name: string; readonly arguments: readonly string[] };

type Organisation = NetworkTarget['organisations'][number];

/** Where an organisation's transaction stands. */
export type Proven = { readonly mspId: string; readonly txId: string; readonly block: number };

/** How long a gateway may need to find the other organisations' peers, seconds. */
const patience = 60;

async function commitOne(target: NetworkTarget, organisation: Organisation, call: ReadingCall): Promise<Proven> {
  const { mspId, endpoint, tlsRoot, tlsServerName, users } = organisation;
  const [user] = Object.values(users);
  if (user === undefined) throw new Error(`${mspId} has no user`);
  const client = new Client(endpoint, credentials.createSsl(readFileSync(tlsRoot)), {
    'grpc.ssl_target_name_override': tlsServerName,
  });
  const gateway = connect({
    client,
    identity: { mspId, credentials: readFileSync(user.certificate) },
    signer: signers.newPrivateKeySigner(createPrivateKey(readFileSync(user.key))),
    hash: hash.sha256,
  });
  try {
    const contract = gateway.getNetwork(target.channel).getContract(target.chaincode);
    const deadline = Date.now() + 10_000;
    const endorsed = await contract.newProposal(call.name, { arguments: [...call.arguments] }).endorse({ deadline });
    const submitted = await endorsed.submit({ deadline });
    const { successful, code, blockNumber } = await submitted.getStatus({ deadline });
    if (!successful) throw new Error(`the transaction of ${mspId} is invalid (code ${code})`);
    return { mspId, txId: submitted.getTransactionId(), block: Number(blockNumber) };
  } finally {
    gateway.close();
    client.close();
  }
}

/**
 * Has one transaction committed by each organisation, through its own peer and with whom that peer finds to endorse: only
 * then is a network ready. A definition is committed some time before the peers have found one another. The call changes
 * nothing, so nothing of it stands in the state.
 */
export function prove(start: Start, target: NetworkTarget, call: ReadingCall): Promise<Proven[]> {
  return Promise.all(
    target.organisations.map((organisation) => start.eventually(patience, () => commitOne(target, organisation, call))),
  );
}
