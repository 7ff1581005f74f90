import { canonicalBytes, type LedgerRecord } from '@tallystick/protocol';
import { type BlockRow, findBlock, transactionsOf } from '../read-model/ledger-rows.ts';
import { findAnyRecord } from '../read-model/rows.ts';
import { sha256Hex } from '../sha256.ts';
import type { AuditDesk } from './desk.ts';

/** Seconds by which a transaction's claimed time may differ from the time at which its block was first seen. */
export const claimToleranceSeconds = 20 * 60;

/** Signs what can be signed at once for every block that the read model has and the witness store has not dealt with. */
export function witnessBlocks(desk: AuditDesk): void {
  const network = desk.network();
  if (network === undefined) return;
  const end = desk.model.height();
  for (let number = desk.store.height(network); number < end; number++) {
    desk.store.transaction(() => {
      const block = findBlock(desk.model, number);
      if (block !== undefined) witnessBlock(desk, network, block);
      desk.store.setHeight(network, number + 1);
    });
  }
}

function witnessBlock(desk: AuditDesk, network: string, block: BlockRow): void {
  const firstSeen = desk.store.firstSeen(network, block.number);
  for (const transaction of transactionsOf(desk.model, block.number)) {
    if (!transaction.valid || transaction.function === null) continue;
    if (firstSeen !== null && Math.abs(firstSeen - transaction.claimedTime) > claimToleranceSeconds) {
      desk.report('TIME_CLAIM', `transaction/${transaction.id}`);
    }
    for (const key of transaction.writes) {
      const stored = findAnyRecord(desk.model, key);
      if (stored?.block === block.number) witnessRecord(desk, stored.record, block, firstSeen);
    }
  }
}

function witnessRecord(desk: AuditDesk, record: LedgerRecord, block: BlockRow, firstSeen: number | null): void {
  if (record.type === 'anchor' || record.type === 'answers') {
    const body = { root: record.root, block: block.number, headerHash: block.headerHash, firstSeen };
    desk.witness({ kind: record.type === 'anchor' ? 'anchor' : 'answers', subject: record.root, body });
  }
  if (record.type !== 'policy') return;
  const { kind, version, content, inForceFrom } = record;
  if (kind === 'risk') {
    const sha256 = sha256Hex(canonicalBytes(content));
    desk.witness({ kind: 'policy', subject: `risk/${version}`, body: { kind, version, sha256, inForceFrom } });
  }
  if (kind === 'exportKey' && 'publicKey' in content) {
    const { keyId, publicKey } = content as { keyId: string; publicKey: string };
    desk.witness({ kind: 'exportKey', subject: keyId, body: { keyId, publicKey, version } });
  }
}
