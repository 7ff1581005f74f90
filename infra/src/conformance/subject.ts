import { type Ledger, type NetworkTarget, openLedger, type Submission } from '@tallystick/ledger';
import {
  type CanonicalValue,
  canonicalBytes,
  canonicalJson,
  organisations,
  recordKey,
  type TransactionName,
  transientField,
} from '@tallystick/protocol';
import { anchor, random } from '../network/testing/requests.ts';
import { NotApplicable } from './rule.ts';
import { type Call, type Committed, commit } from './wire/calls.ts';
import { type Client, type ClientOptions, Clients } from './wire/client.ts';
import { newestBlock } from './wire/deliver.ts';

/** One chaincode on a network, and clients that call it. */
export class Side {
  readonly target: NetworkTarget;
  readonly mspIds: readonly string[];
  readonly #clients: Clients;
  readonly #write: (() => Call) | undefined;

  constructor(target: NetworkTarget, write?: () => Call) {
    this.target = target;
    this.mspIds = target.organisations.map(({ mspId }) => mspId);
    this.#clients = new Clients(target);
    this.#write = write;
  }

  /** A client at an organisation's peer, by default as that organisation's first user. */
  at(mspId: string, options?: ClientOptions): Client {
    return this.#clients.at(mspId, options);
  }

  /** A client that may do what {@link write} gives. */
  get home(): Client {
    const { authority } = organisations;
    return this.at(this.mspIds.includes(authority) ? authority : this.mspIds[0]!);
  }

  /** A call that writes a new key and does no harm. @throws NotApplicable where the chaincode is not known. */
  write(): Call {
    if (this.#write === undefined) throw new NotApplicable('the chaincode is not known, so nothing can be written');
    return this.#write();
  }

  /** Commits {@link write}. */
  commitWrite(client = this.home): Promise<Committed> {
    return commit(client, this.write());
  }

  close(): void {
    this.#clients.close();
  }
}

/** The test chaincode on a network. */
export class FixtureSide extends Side {
  constructor(target: NetworkTarget) {
    super(target, () => put(random(8), 'v'));
  }
}

/** A write by the test chaincode. */
export const put = (key: string, value: string): Call => ({ name: 'put', options: { arguments: [key, value] } });

/** Why nothing can be written by Tallystick's chaincode yet. */
export const noPolicy = 'no channel policy is in force: see `npm run policy`';

function anchored(retentionSeconds: number | undefined): Call {
  if (retentionSeconds === undefined) throw new NotApplicable(noPolicy);
  return callOf(anchor());
}

/** Tallystick's chaincode on a network. */
export class ContractSide extends Side {
  /** `retentionSeconds` of the channel policy; undefined while none is in force. */
  readonly retentionSeconds: number | undefined;
  readonly #ledgers: Ledger[] = [];

  constructor(target: NetworkTarget, retentionSeconds: number | undefined) {
    super(target, () => anchored(retentionSeconds));
    this.retentionSeconds = retentionSeconds;
  }

  /** The Ledger port as a user, by default the organisation's first; closed with the side. */
  async open(mspId: string, options: { user?: string; target?: NetworkTarget } = {}): Promise<Ledger> {
    const target = options.target ?? this.target;
    const users = target.organisations.find((each) => each.mspId === mspId)?.users ?? {};
    const ledger = await openLedger({ target, organisation: mspId, user: options.user ?? Object.keys(users)[0] ?? '' });
    this.#ledgers.push(ledger);
    return ledger;
  }

  override close(): void {
    for (const ledger of this.#ledgers) void ledger.close();
    super.close();
  }
}

/** A submission of the port as the call that it becomes on the wire. */
export function callOf<N extends TransactionName>(submission: Submission<N>): Call {
  const secret = submission.private as CanonicalValue | undefined;
  return {
    name: submission.name,
    options: {
      arguments: [canonicalJson(submission.argument as CanonicalValue)],
      ...(secret === undefined ? {} : { transientData: { [transientField]: canonicalBytes(secret) } }),
    },
  };
}

/** Fabric's releases where rules tell them apart: the long-term one, and the third, which localnet follows too. */
export const releases = ['2.5', '3'] as const;
export type Release = (typeof releases)[number];

/** The network that rules are asked of. */
export type Subject = {
  readonly any: Side;
  readonly fixture: FixtureSide | undefined;
  readonly contract: ContractSide | undefined;
  /** Whether nobody else uses it. */
  readonly disposable: boolean;
  /** What it is held to where Fabric's releases differ. */
  readonly release: Release;
  close(): void;
};

function subjectOf(parts: Omit<Subject, 'any' | 'close'>, other?: Side): Subject {
  const sides = [parts.contract, parts.fixture, other].filter((side) => side !== undefined);
  const close = (): void => {
    for (const side of sides) side.close();
  };
  return { ...parts, any: sides[0]!, close };
}

/** A network that was started for the suite, with both chaincodes; they may be on two channels. */
export async function ownSubject(
  contract: NetworkTarget,
  fixture: NetworkTarget,
  release: Release = '3',
): Promise<Subject> {
  const sides = { contract: await contractSide(contract), fixture: new FixtureSide(fixture) };
  return subjectOf({ ...sides, disposable: true, release });
}

/** Anybody's network: finds out which chaincode it has. */
export async function foreignSubject(target: NetworkTarget, release: Release = '3'): Promise<Subject> {
  const side = new Side(target);
  const none = { contract: undefined, fixture: undefined, disposable: false, release };
  const answers = (name: string, ...args: string[]): Promise<boolean> =>
    side.home.contract.evaluateTransaction(name, ...args).then(
      () => true,
      () => false,
    );
  if (await answers('records:get', recordKey.policy('channel', 1))) {
    side.close();
    return subjectOf({ ...none, contract: await contractSide(target) });
  }
  // A function of the test chaincode that other contracts hardly have.
  if (await answers('rangePrivate', 'shared', '', '')) {
    side.close();
    return subjectOf({ ...none, fixture: new FixtureSide(target) });
  }
  // Whoever cannot be reached at all is told from one whose chaincode is another.
  await newestBlock(side.home, target.channel);
  return subjectOf(none, side);
}

async function contractSide(target: NetworkTarget): Promise<ContractSide> {
  const bare = new ContractSide(target, undefined);
  try {
    const ledger = await bare.open(organisations.authority);
    const policy = await ledger.evaluate(recordKey.policy('channel', 1));
    const content = policy?.type === 'policy' ? (policy.content as { retentionSeconds?: number }) : undefined;
    return new ContractSide(target, content?.retentionSeconds);
  } finally {
    bare.close();
  }
}
