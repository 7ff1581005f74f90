import { type ErrorCode, parseErrorText, TallystickError } from '@tallystick/protocol';

/** What a caller can do about a failure. */
export type Remedy =
  /** Nothing: the answer is final. */
  | 'none'
  /** Final once a second peer says so: a peer that is being rebuilt, or lags behind, does not know yet what it denies. */
  | 'confirm'
  /** The same again after a moment: something passed by. */
  | 'again'
  /** Another peer, or other endorsers. */
  | 'elsewhere'
  /** Nobody knows whether it was done: ask for the outcome first. */
  | 'unknown';

/** A failure of one call to a gateway, understood. */
export type Failure = {
  readonly error: TallystickError;
  readonly remedy: Remedy;
  /** MSP ids of organisations whose peers did not work, as far as the answer names them. */
  readonly down: readonly string[];
  /** The peer that was called could not be reached at all: nothing was sent. */
  readonly unreached: boolean;
};

/** What the gateway client's errors look like: `GatewayError` and its kind. Read by shape, since plain errors come too. */
type GatewayFailure = {
  readonly code: number | undefined;
  readonly message: string;
  readonly details: readonly { readonly mspId: string; readonly message: string }[];
};

/** gRPC status codes (google.rpc.Code). */
const grpc = { cancelled: 1, invalidArgument: 3, deadline: 4, permissionDenied: 7, exhausted: 8, unavailable: 14 };

type Rule = { readonly code: ErrorCode; readonly remedy: Remedy; readonly texts: readonly (string | RegExp)[] };

/** Texts of Fabric 2.5 and 3.1 as recorded, first match wins. */
const rules: readonly Rule[] = [
  { code: 'CHANNEL_BUSY', remedy: 'again', texts: ['too many requests', 'exceeding concurrency limit'] },
  // A peer that has not joined the channel knows no organisation of it.
  { code: 'ACCESS_DENIED', remedy: 'confirm', texts: ['creator org unknown'] },
  {
    code: 'ACCESS_DENIED',
    remedy: 'none',
    texts: [
      'access denied',
      'identity expired',
      'Failed evaluating policy on signed data',
      'status=FORBIDDEN',
      'does not have read access permission',
      'does not have write access permission',
      'incorrect timestamp',
    ],
  },
  {
    code: 'PRIVATE_DATA_MISSING',
    remedy: 'again',
    texts: ['private data matching public hash version is not available'],
  },
  { code: 'ENDORSEMENT_REFUSED', remedy: 'again', texts: ['ProposalResponsePayloads do not match'] },
  { code: 'BAD_REQUEST', remedy: 'none', texts: ['status=BAD_REQUEST'] },
  {
    code: 'LEDGER_UNAVAILABLE',
    remedy: 'elsewhere',
    texts: [
      'status=SERVICE_UNAVAILABLE',
      'no peers available',
      'failed to find any endorsing peers',
      'no combination of peers can be derived',
      'no orderers could successfully process transaction',
      /code = (Unavailable|ResourceExhausted)/,
      'could not launch chaincode',
      'failed to execute transaction',
      'failed to distribute private collection',
      // What a peer fails at itself, such as writing to a disk that is or was full; a contract that refuses is no error of this kind.
      'error in simulation',
    ],
  },
];

/** Refusals of the contract for something that is not there; it may be there already at a peer with more blocks. */
const denials: ReadonlySet<ErrorCode> = new Set([
  'POLICY_MISSING',
  'POLICY_VERSION',
  'PROPOSAL_UNKNOWN',
  'AUTHORISATION_UNKNOWN',
  'CODE_UNKNOWN',
  'EXPORT_CHAIN',
  'EXPORT_KEY_UNKNOWN',
  'PRIVATE_DATA_MISSING',
]);

const chaincodeResponse = /chaincode response \d+, (.*)$/s;
const someEndorsed = 'failed to collect enough transaction endorsements';
const unreachedTexts = ['No connection established', 'ECONNREFUSED'];

function isDetail(value: unknown): value is { mspId: string; message: string } {
  const detail = value as { mspId?: unknown; message?: unknown } | null;
  return typeof detail === 'object' && typeof detail?.mspId === 'string' && typeof detail.message === 'string';
}

function gatewayFailure(error: unknown): GatewayFailure {
  const { code, message, details } = (error ?? {}) as { code?: unknown; message?: unknown; details?: unknown };
  return {
    code: typeof code === 'number' ? code : undefined,
    // `<number> <NAME>: <text>`; a text that ends in white space arrives empty, and then the details alone have it.
    message: typeof message === 'string' ? message.replace(/^\d+ [A-Z_]+: /, '') : '',
    details: Array.isArray(details) ? details.filter(isDetail) : [],
  };
}

function matches(text: string, patterns: readonly (string | RegExp)[]): boolean {
  return patterns.some((pattern) => (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text)));
}

/** Organisations that an answer of unavailability names: those of its details, or those in its text. */
function downIn({ message, details }: GatewayFailure): string[] {
  const named = /endorsing peers for org\(s\): (.+)$/.exec(message)?.[1]?.split(/,\s*/) ?? [];
  return [...named, ...details.map(({ mspId }) => mspId)];
}

function contractFailure(failure: GatewayFailure, texts: readonly string[], cause: unknown): Failure | undefined {
  for (const text of texts) {
    const answer = chaincodeResponse.exec(text)?.[1];
    const ours = answer === undefined ? undefined : parseErrorText(answer);
    if (ours !== undefined) {
      // One endorser agreed and another did not: it may only lag behind by a block. Two that refuse are of one mind.
      const refusals = failure.details.filter((detail) => chaincodeResponse.test(detail.message)).length;
      const { code, message, field } = ours;
      const alone = refusals < 2;
      const lags = alone && failure.message.includes(someEndorsed);
      const remedy = lags ? 'again' : alone && denials.has(code) ? 'confirm' : 'none';
      const options = field === undefined ? { message, cause } : { message, field, cause };
      return { error: new TallystickError(code, options), remedy, down: [], unreached: false };
    }
  }
  return undefined;
}

function make(code: ErrorCode, remedy: Remedy, cause: unknown): Failure {
  return { error: new TallystickError(code, { cause }), remedy, down: [], unreached: false };
}

/**
 * Understands an error of the gateway client: its details first (each failing peer or orderer has one), then its text,
 * then its gRPC code.
 */
export function understand(error: unknown): Failure {
  const failure = gatewayFailure(error);
  const { code } = failure;
  // Close to the moment at which the server notices a deadline, it says CANCELLED.
  if (code === grpc.deadline || code === grpc.cancelled) return make('LEDGER_TIMEOUT', 'unknown', error);
  const texts = [...failure.details.map(({ message }) => message), failure.message];
  const contract = contractFailure(failure, texts, error);
  if (contract !== undefined) return contract;
  const rule = rules.find((candidate) => texts.some((text) => matches(text, candidate.texts)));
  if (rule !== undefined) {
    const down = rule.remedy === 'elsewhere' ? downIn(failure) : [];
    return { ...make(rule.code, rule.remedy, error), down };
  }
  if (code === grpc.permissionDenied) return make('ACCESS_DENIED', 'none', error);
  if (code === grpc.exhausted) return make('CHANNEL_BUSY', 'again', error);
  if (code === grpc.invalidArgument) return make('BAD_REQUEST', 'none', error);
  if (code !== grpc.unavailable) return make('INTERNAL', 'none', error);
  return { ...make('LEDGER_UNAVAILABLE', 'elsewhere', error), unreached: matches(failure.message, unreachedTexts) };
}
