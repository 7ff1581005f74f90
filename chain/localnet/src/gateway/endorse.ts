/** Gateway.Endorse: gathers endorsements until a layout is complete and prepares the transaction. */
import { status } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import type { Network } from '../network.ts';
import type { Endorser, EndorserResponse } from '../peer/endorser.ts';
import { transactionPayload } from '../protoutil/envelope.ts';
import { type NodeError, RpcError } from '../protoutil/errors.ts';
import type { ParsedProposal } from '../protoutil/proposal.ts';
import { type Layouts, type Plan, planFrom } from './plan.ts';
import { type Failure, isFailure, knownPeers, ProposalRun, readProposal } from './process-proposal.ts';

const NO_COMBINATION = 'no combination of peers can be derived which satisfy the endorsement policy: ';

/** Endorses; nobody waits for it any more once `signal` is aborted. @throws RpcError */
export async function endorse(
  network: Network,
  own: Endorser,
  request: gateway.EndorseRequest,
  signal: AbortSignal,
): Promise<gateway.EndorseResponse> {
  const proposal = readProposal(request.getProposedTransaction(), '');
  const peers = knownPeers(network, own);
  const collection = new EndorsementRound(network, new ProposalRun(network, own, proposal, signal), peers);
  const named = request.getEndorsingOrganizationsList();
  const layouts = named.length > 0 ? [namedLayout(peers, named)] : await collection.planFromFirst();
  const responses = await collection.complete(layouts);
  // The plaintext must outlive a crash from here on: the client may order the transaction at any time.
  const [first] = responses;
  await network.ledger.keepPrivate(proposal.header.channel.transactionId, first!.results.privateSets);
  const response = new gateway.EndorseResponse();
  response.setPreparedTransaction(prepared(proposal, responses));
  return response;
}

function namedLayout(peers: Endorser[], named: string[]): string[] {
  const layout = [...new Set(named)];
  const missing = layout.filter((mspId) => !peers.some((endorser) => endorser.mspId === mspId));
  if (missing.length > 0) {
    const message = `failed to find any endorsing peers for org(s): ${missing.join(', ')}`;
    throw new RpcError(status.UNAVAILABLE, message);
  }
  return layout;
}

function prepared(proposal: ParsedProposal, responses: EndorserResponse[]): common.Envelope {
  const envelope = new common.Envelope();
  envelope.setPayload(
    transactionPayload({
      channelHeader: proposal.header.channelHeaderBytes,
      signatureHeader: proposal.header.signatureHeaderBytes,
      publicPayload: proposal.publicPayload,
      responsePayload: responses[0]!.payload,
      endorsements: responses.map(({ endorsement }) => endorsement),
    }),
  );
  return envelope;
}

/** The endorsements of one call: the first good one is what all others must equal, byte for byte. */
class EndorsementRound {
  readonly #network: Network;
  readonly #run: ProposalRun;
  readonly #ownFirst: Endorser[];
  readonly #responses = new Map<string, EndorserResponse>();
  readonly #failures: NodeError[] = [];
  readonly #failed = new Set<string>();
  #reference: Uint8Array | undefined;

  /** @param peers those that may be asked, the gateway's own first */
  constructor(network: Network, run: ProposalRun, peers: Endorser[]) {
    this.#network = network;
    this.#run = run;
    this.#ownFirst = peers;
  }

  /** Runs the proposal on the gateway's own peer and plans from what it did. */
  async planFromFirst(): Promise<Layouts> {
    const { proposal } = this.#run;
    const { chaincode, channel } = this.#network;
    const own = this.#ownFirst[0]!;
    if (proposal.header.channel.channel !== channel || proposal.chaincode !== chaincode.name) {
      const where = `chaincode ${proposal.chaincode} in channel ${proposal.header.channel.channel}`;
      throw new RpcError(status.FAILED_PRECONDITION, `${NO_COMBINATION}No metadata was found for ${where}`);
    }
    const first = await this.#run.on(own);
    if (isFailure(first)) {
      const message = 'failed to endorse transaction, see attached details for more info';
      throw new RpcError(status.ABORTED, message, [first.node]);
    }
    this.#accept(own, first);
    const peers = this.#ownFirst.map(({ mspId }) => mspId);
    const plan = planFrom(first.results, { chaincode, peers, own: own.mspId, hasTransient: proposal.hasTransient });
    return layoutsOf(plan);
  }

  /** Asks whoever is missing in a layout, moving on to the next one when somebody fails. */
  async complete(layouts: Layouts): Promise<EndorserResponse[]> {
    for (const layout of layouts) {
      if (layout.some((mspId) => this.#failed.has(mspId))) continue;
      const missing = this.#ownFirst.filter(({ mspId }) => layout.includes(mspId) && !this.#responses.has(mspId));
      const outcomes = await Promise.all(missing.map((endorser) => this.#run.on(endorser)));
      // In one order, however they arrived: the first good one is what the others are compared with.
      for (const [index, outcome] of outcomes.entries()) this.#take(missing[index]!, outcome);
      if (layout.every((mspId) => this.#responses.has(mspId))) {
        return [...this.#responses].filter(([mspId]) => layout.includes(mspId)).map(([, response]) => response);
      }
    }
    const message = 'failed to collect enough transaction endorsements, see attached details for more info';
    throw new RpcError(status.ABORTED, message, this.#failures);
  }

  #take(endorser: Endorser, outcome: EndorserResponse | Failure): void {
    if (isFailure(outcome)) this.#fail(endorser, outcome.node.message);
    else this.#accept(endorser, outcome);
  }

  #accept(endorser: Endorser, response: EndorserResponse): void {
    this.#reference ??= response.payload;
    if (Buffer.compare(this.#reference, response.payload) === 0) this.#responses.set(endorser.mspId, response);
    else this.#fail(endorser, 'ProposalResponsePayloads do not match');
  }

  #fail({ address, mspId }: Endorser, message: string): void {
    this.#failed.add(mspId);
    this.#failures.push({ address, mspId, message });
  }
}

function layoutsOf(plan: Plan): Layouts {
  if ('layouts' in plan) return plan.layouts;
  if ('impossible' in plan) {
    const message = `${NO_COMBINATION}no peer combination can satisfy the endorsement policy`;
    throw new RpcError(status.FAILED_PRECONDITION, message);
  }
  throw new RpcError(
    status.FAILED_PRECONDITION,
    'requires endorsement from organisation(s) that are not in the distribution policy of the private data ' +
      `collection(s): [${plan.unprotected.join(' ')}]; retry specifying trusted endorsing organizations to protect transient data`,
  );
}
