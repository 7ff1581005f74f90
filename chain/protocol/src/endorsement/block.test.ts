import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concat, fromUtf8 } from '../bytes.ts';
import { TallystickError } from '../errors.ts';
import { bytesField } from '../export/wire.ts';
import { sharedData } from '../testing/shared-data.ts';
import { evidenceInBlock } from './block.ts';
import { checkEndorsements } from './check.ts';

interface Decoded {
  readonly transactions: readonly {
    readonly type: string | number;
    readonly txId?: string;
    readonly actions?: readonly { readonly endorsements: readonly { readonly mspId: string }[] }[];
  }[];
}

const recordings = 82;

/** What is to be found out about a recorded transaction: code and field. */
function expectedOf(organisations: readonly string[], broken: boolean): RegExp {
  if (broken) return /^ENDORSEMENT_INVALID/;
  // The contract was another one: that is said only when channel, transaction, proposal and every signature were right.
  return new Set(organisations).size < 2 ? /^NOT_ENDORSED/ : /^ENDORSEMENT_MISMATCH chaincode$/;
}

test('blocks of a real Fabric: every endorsement that its peers made holds, and none of those that were broken on purpose', (t) => {
  const json = (path: string): unknown => {
    const bytes = sharedData(t, `fabric/${path}`);
    return bytes === null ? null : JSON.parse(fromUtf8(bytes));
  };
  const verification = json('blocks/verification.json') as { notVerified: string[] } | null;
  if (verification === null) return;
  const broken = new Set(verification.notVerified.map((line) => line.split(' ')[0]));
  const root = (name: string): string => fromUtf8(sharedData(t, `fabric/certs/${name}.msp-root-ca.pem`)!);
  const organisations = { HealthMSP: root('health'), AuthorityMSP: root('authority'), AuditorMSP: root('auditor') };
  const found: string[] = [];
  for (let number = 0; number < recordings; number++) {
    const name = String(number).padStart(3, '0');
    const block = sharedData(t, `fabric/blocks/${name}.block.bin`)!;
    for (const [index, { type, txId = '', actions = [] }] of (
      json(`blocks/${name}.json`) as Decoded
    ).transactions.entries()) {
      const place = `${name}.block.bin#${index}`;
      const evidence = evidenceInBlock(block, index);
      const named = actions.length === 1 ? actions[0]!.endorsements.map(({ mspId }) => mspId) : undefined;
      const ordinary = type === 'ENDORSER_TRANSACTION';
      if (ordinary) assert.equal(evidence?.endorsements.length, named?.length, place);
      if (evidence === undefined) continue;
      const expected = { organisations, channel: 'tracing', txId, claim: { type: 'anchor' } } as const;
      const code = codeOf(() => checkEndorsements(evidence, expected));
      assert.match(code, expectedOf(named ?? [], !ordinary || broken.has(place)), place);
      found.push(code);
    }
  }
  assert.ok(found.filter((code) => code === 'ENDORSEMENT_MISMATCH chaincode').length > 50, found.join());
});

function codeOf(check: () => unknown): string {
  try {
    check();
    return 'holds';
  } catch (error) {
    if (!(error instanceof TallystickError)) throw error;
    return `${error.code} ${error.field ?? ''}`;
  }
}

test('what is no block, or has no such transaction, holds no evidence', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(3), (bytes, index) => {
      evidenceInBlock(bytes, index);
      const envelope = bytesField(1, bytes);
      const block = bytesField(2, concat(envelope, envelope));
      evidenceInBlock(block, index);
    }),
  );
  assert.equal(evidenceInBlock(new Uint8Array(), 0), undefined);
  assert.equal(evidenceInBlock(bytesField(2, bytesField(1, new Uint8Array())), 0), undefined);
});
