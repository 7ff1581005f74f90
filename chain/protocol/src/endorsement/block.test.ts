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
  const seen: Record<string, number> = {};
  for (let number = 0; number < recordings; number++) {
    const name = String(number).padStart(3, '0');
    const block = sharedData(t, `fabric/blocks/${name}.block.bin`)!;
    const { transactions } = json(`blocks/${name}.json`) as Decoded;
    for (const [index, { type, txId = '', actions = [] }] of transactions.entries()) {
      const evidence = evidenceInBlock(block, index);
      const named = actions.length === 1 ? actions[0]!.endorsements.map(({ mspId }) => mspId) : undefined;
      const ordinary = type === 'ENDORSER_TRANSACTION';
      if (ordinary) assert.equal(evidence?.endorsements.length, named?.length, `${name}#${index}`);
      if (evidence === undefined) continue;
      const found = codeOf(() =>
        checkEndorsements(evidence, { organisations, channel: 'tracing', txId, claim: { type: 'anchor' } }),
      );
      const wrong = !ordinary || broken.has(`${name}.block.bin#${index}`);
      // The contract was another one: said only when channel, transaction, proposal and every signature were right.
      const expected = new Set(named).size < 2 ? /^NOT_ENDORSED/ : /^ENDORSEMENT_MISMATCH chaincode$/;
      assert.match(found, wrong ? /^ENDORSEMENT_INVALID/ : expected, `${name}#${index}`);
      seen[found] = (seen[found] ?? 0) + 1;
    }
  }
  assert.ok((seen['ENDORSEMENT_MISMATCH chaincode'] ?? 0) > 50, JSON.stringify(seen));
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
