import { type LedgerRecord, ledgerRecord, TallystickError } from '@tallystick/protocol';
import type { ParsedConfig } from './config.ts';
import type { Peers } from './peers/connection.ts';
import { type Failure, understand } from './submit/failures.ts';
import { backOff, pause } from './wait.ts';

/** Rounds over all peers while the network is busy or none answers. */
const maxRounds = 3;

function recordIn(result: Uint8Array, key: string): LedgerRecord | undefined {
  if (result.length === 0) return undefined;
  try {
    return ledgerRecord.parse(JSON.parse(Buffer.from(result).toString('utf8')));
  } catch (cause) {
    throw new TallystickError('INTERNAL', {
      message: `What stands under ${key} is no record that this version knows.`,
      cause,
    });
  }
}

/** Whether what the peers said, each once, is their last word: one of them knows, or all deny. */
function isFinal(failures: readonly Failure[], peers: Peers): boolean {
  const denials = failures.filter(({ remedy }) => remedy === 'confirm').length;
  return failures.at(-1)?.remedy === 'none' || denials === peers.all.length;
}

/** Reads the committed record under a key, of the own peer or, while it does not work, of another; see `Ledger.evaluate`. */
export async function evaluate(key: string, config: ParsedConfig, peers: Peers): Promise<LedgerRecord | undefined> {
  let failures: Failure[] = [];
  for (let round = 0; round < maxRounds; round++) {
    if (round > 0) await pause(backOff(round, 40, 1000));
    failures = [];
    for (const mspId of peers.all) {
      try {
        const contract = peers.get(mspId)!.network.getContract(config.target.chaincode);
        const proposal = contract.newProposal('records:get', { arguments: [key] });
        return recordIn(await proposal.evaluate({ deadline: Date.now() + config.timeouts.evaluate }), key);
      } catch (error) {
        if (error instanceof TallystickError) throw error;
        failures.push(understand(error));
        if (isFinal(failures, peers)) throw failures.at(-1)!.error;
      }
    }
  }
  throw failures.at(-1)?.error ?? new TallystickError('LEDGER_UNAVAILABLE');
}
