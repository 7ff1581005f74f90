/** protos.Endorser: one peer's answer to one proposal, as Fabric's own command line asks for it. */
import { status } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import type { Identity } from '../msp/identity.ts';
import type { Network } from '../network.ts';
import { RpcError } from '../protoutil/errors.ts';
import { type ParsedProposal, parseProposal } from '../protoutil/proposal.ts';
import { ChaincodeError, type Endorser } from './endorser.ts';
import { checkProposal, checkSigned, checkUnique, type KnownIdentities } from './proposal-checks.ts';
import { failure } from './responses.ts';
import { isSystemChaincode, systemResponse } from './system-chaincode.ts';

/**
 * Checks, simulates and endorses. As on Fabric, what is wrong with the proposal itself ends the call; what goes wrong
 * with its chaincode is a response of status 500, or whatever the chaincode said, without an endorsement.
 * @throws RpcError
 */
export async function processProposal(
  network: Network,
  own: Endorser,
  signed: peer.SignedProposal,
  signal: AbortSignal,
): Promise<peer.ProposalResponse> {
  const proposal = readProposal(signed);
  const { chaincode } = proposal;
  const { channel } = proposal.header.channel;
  if (channel !== '' && channel !== network.channel) return unendorsed(failure(`channel '${channel}' not found`));
  const creator = checked(network, own, proposal);
  // Nothing of theirs can be ordered here, so there is nothing to endorse.
  if (isSystemChaincode(chaincode)) return unendorsed(systemResponse(network, creator, proposal));
  if (channel === '' || chaincode !== network.chaincode.name) {
    const advice = `make sure the chaincode ${chaincode} has been successfully defined on channel ${channel} and try again`;
    return unendorsed(failure(`${advice}: chaincode ${chaincode} not found`));
  }
  return simulated(network, own, proposal, creator.mspId, signal);
}

/** The creator of a proposal that this peer may process. */
function checked({ access, ledger }: Network, own: Endorser, proposal: ParsedProposal): Identity {
  const now = Date.now();
  try {
    // Without a channel a peer knows its own organisation only.
    if (proposal.header.channel.channel === '') return checkSigned(proposal, only(own.mspId, access.membership), now);
    const system = isSystemChaincode(proposal.chaincode);
    const creator = system ? checkSigned(proposal, access.membership, now) : checkProposal(proposal, access, now);
    checkUnique(proposal, ledger);
    return creator;
  } catch (error) {
    throw new RpcError(status.UNKNOWN, (error as Error).message);
  }
}

async function simulated(
  { chaincode, ledger }: Network,
  own: Endorser,
  proposal: ParsedProposal,
  creatorMspId: string,
  signal: AbortSignal,
): Promise<peer.ProposalResponse> {
  try {
    const outcome = await own.process(proposal, creatorMspId, chaincode, ledger.height - 1, signal);
    // The plaintext must outlive a crash from here on: the client may order the transaction at any time.
    await ledger.keepPrivate(proposal.header.channel.transactionId, outcome.results.privateSets);
    const answer = unendorsed(outcome.response);
    answer.setVersion(1);
    answer.setPayload(outcome.payload);
    answer.setEndorsement(outcome.endorsement);
    return answer;
  } catch (error) {
    return unendorsed(error instanceof ChaincodeError ? error.response : failure((error as Error).message));
  }
}

function readProposal(signed: peer.SignedProposal): ParsedProposal {
  try {
    return parseProposal(signed);
  } catch {
    throw new RpcError(status.UNKNOWN, 'error unmarshalling Proposal: proto: cannot parse invalid wire-format data');
  }
}

function only(mspId: string, membership: KnownIdentities): KnownIdentities {
  return {
    identity: (serialized) => {
      const identity = membership.identity(serialized);
      return identity?.mspId === mspId ? identity : undefined;
    },
  };
}

function unendorsed(response: peer.Response): peer.ProposalResponse {
  const answer = new peer.ProposalResponse();
  answer.setResponse(response);
  return answer;
}
