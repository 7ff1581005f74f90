/** The reviewed list: recorded calls whose outcome is another one here, on purpose. */
import type { Outcome } from '../recorded-errors.ts';

/** An outcome that differs: which, why, and what it is instead. */
export type Difference = { scenario: string; call: string; why: string; here: (recorded: Outcome) => Outcome };

const TRAILING_SPACE = 'a text that ends in a space reached the recording client empty; here it arrives whole';
const ONE_TEXT =
  'which of several texts a peer gives is chance on Fabric (a connection that ended, a message too large); here it is one';
const NO_TIMER = 'there is no batch timer: when submit answers, the outcome is there';

function message(text: string): Difference['here'] {
  return (recorded) => ({ ...recorded, message: text });
}

function details(each: (detail: string) => string): Difference['here'] {
  return (recorded) => ('details' in recorded ? { ...recorded, details: recorded.details.map(each).sort() } : recorded);
}

const empty = message('2 UNKNOWN: evaluate call to endorser returned error: chaincode response 500, ');

const TIMED_OUT =
  ': error in simulation: failed to execute transaction <hash>: error sending: timeout expired while executing transaction';

/** All differences. */
export const DIFFERENT: Difference[] = [
  { scenario: 'chaincode throws an Error with an empty message', call: 'evaluate', why: TRAILING_SPACE, here: empty },
  { scenario: 'chaincode throws a string', call: 'evaluate', why: TRAILING_SPACE, here: empty },
  {
    scenario: 'empty channel name: refused in the client?',
    call: 'evaluate',
    why: TRAILING_SPACE,
    here: message('14 UNAVAILABLE: failed to get config for channel []: could not get last config for channel '),
  },
  {
    scenario: 'empty channel name: refused in the client?',
    call: 'endorse',
    why: TRAILING_SPACE,
    here: message(
      '9 FAILED_PRECONDITION: no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode probe in channel ',
    ),
  },
  {
    scenario: 'deadline 50 ms, block not cut yet',
    call: 'commitStatus',
    why: NO_TIMER,
    here: () => ({ result: { code: 0 } }),
  },
  {
    scenario: 'chaincode runs longer than the execute timeout (10 s here, 30 s by default)',
    call: 'evaluate',
    why: ONE_TEXT,
    here: (recorded) => ({
      ...details((detail) => detail.replace(/: rpc error: .*too_many_pings"$/, TIMED_OUT))(recorded),
      code: 10,
      message: '10 ABORTED: failed to evaluate transaction, see attached details for more info',
    }),
  },
  {
    scenario: 'argument of 101 MB',
    call: 'evaluate',
    why: ONE_TEXT,
    here: details((detail) =>
      detail.replace(
        /: error in simulation: .*/,
        ': error in simulation: transaction returned with failure: [<id>] error sending TRANSACTION: rpc error: code = ResourceExhausted desc = trying to send message larger than max (<size> vs. 104857600)',
      ),
    ),
  },
];
