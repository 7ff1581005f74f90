import {
  type ExportArgument,
  policyInForce,
  purgeAfter,
  recordedStep,
  recordKey,
  TallystickError,
} from '@tallystick/protocol';
import { authorityApi, channelPolicyOf } from '../core/call.ts';
import { holdsArgument } from '../core/content.ts';
import { keyIdOf, policyVersions, type RecordOf } from '../core/facts.ts';
import { signedOff, stands, writes } from '../core/outcome.ts';
import type { RuleSet } from '../core/rule-set.ts';

type ExportFacts = {
  readonly standing: RecordOf<'export'> | undefined;
  /** The record of the sequence number before; undefined for the first, or when it is missing. */
  readonly previous: RecordOf<'export'> | undefined;
  readonly signingKeys: readonly RecordOf<'policy'>[];
};

/** `exports:record`: one more file in the chain. The first record that follows a given one stands. */
export const exportFile: RuleSet<'exports:record', ExportFacts> = {
  name: 'exports:record',
  callers: [authorityApi],

  async facts(read, { sequence }) {
    return {
      standing: await read.record('export', recordKey.export(sequence)),
      previous: sequence === 1 ? undefined : await read.record('export', recordKey.export(sequence - 1)),
      signingKeys: await policyVersions(read, 'exportKey'),
    };
  },

  decide({ argument, private: { salt, seed }, facts, call }) {
    const policy = channelPolicyOf(call);
    if (facts.standing !== undefined) {
      if (holdsArgument(facts.standing, argument)) return stands(facts.standing);
      throw new TallystickError('EXPORT_SUPERSEDED');
    }
    checkChain(argument, facts.previous);
    checkWindow(argument, facts.previous, call.time);
    if (argument.real + argument.revised === 0) throw new TallystickError('BAD_REQUEST', { field: 'real' });
    return writes(
      {
        type: 'export',
        ...argument,
        purgeAfter: purgeAfter(policy, call.time),
        ...signedOff(
          call,
          recordedStep['exports:record']({
            sequence: argument.sequence,
            keyVersion: signingKeyVersion(argument, facts.signingKeys),
          }),
        ),
      },
      { privateValues: [{ collection: 'keys', key: recordKey.export(argument.sequence), value: { salt, seed } }] },
    );
  },
};

function chainError(field: keyof ExportArgument): TallystickError {
  return new TallystickError('EXPORT_CHAIN', { field });
}

/** Each record names the one before it and covers the blocks from where that one ended. */
function checkChain(argument: ExportArgument, previous: RecordOf<'export'> | undefined): void {
  const { sequence, firstBlock, lastBlock } = argument;
  if (sequence > 1 && previous === undefined) throw chainError('sequence');
  if (argument.previous !== (previous?.sha256 ?? null)) throw chainError('previous');
  if (firstBlock !== (previous === undefined ? 0 : previous.lastBlock + 1)) throw chainError('firstBlock');
  if (lastBlock < firstBlock) throw chainError('lastBlock');
}

/** Windows follow one another, and nothing is recorded (so nothing released) before its window is over. */
function checkWindow(argument: ExportArgument, previous: RecordOf<'export'> | undefined, time: number): void {
  const { windowStart, windowEnd } = argument;
  if (windowStart < (previous?.windowEnd ?? 0)) throw chainError('windowStart');
  if (windowEnd <= windowStart || windowEnd > time) throw chainError('windowEnd');
}

function signingKeyVersion({ keyId, windowEnd }: ExportArgument, signingKeys: readonly RecordOf<'policy'>[]): number {
  const inForce = policyInForce(signingKeys, windowEnd);
  if (inForce === undefined || keyIdOf(inForce) !== keyId) {
    throw new TallystickError('EXPORT_KEY_UNKNOWN', { field: 'keyId' });
  }
  return inForce.version;
}
