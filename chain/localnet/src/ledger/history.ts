/** A public key's past: every valid write, from the state's versions and the blocks that hold their transactions. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { common, ledger } from '@hyperledger/fabric-protos';
import { openEnvelope, parseAction, readAction } from '../validation/transaction.ts';
import type { BlockStore } from './block-store.ts';
import type { Version } from './version.ts';

/** Versions fetched at once; a history is never read through a cursor that stays open. */
const PAGE = 100;

/** Reads histories. */
export class History {
  readonly #blocks: BlockStore;
  readonly #before: StatementSync;

  constructor(db: DatabaseSync, blocks: BlockStore) {
    this.#blocks = blocks;
    this.#before = db.prepare(
      'SELECT block, tx FROM state WHERE namespace = ? AND key = ? AND (block, tx) < (?, ?) ORDER BY block DESC, tx DESC LIMIT ?',
    );
  }

  /** `queryresult.KeyModification` bytes of each write up to the block `at`, newest first, deletes included. */
  *of(namespace: string, key: string, at: number): Generator<Uint8Array> {
    let before: Version = { block: at + 1, tx: 0 };
    for (;;) {
      const rows = this.#before.all(namespace, Buffer.from(key), before.block, before.tx, PAGE) as Version[];
      for (const version of rows) {
        const modification = this.#modification(namespace, key, version);
        if (modification) yield modification.serializeBinary();
      }
      if (rows.length < PAGE) return;
      before = rows.at(-1)!;
    }
  }

  #modification(
    namespace: string,
    key: string,
    { block, tx }: Version,
  ): ledger.queryresult.KeyModification | undefined {
    const data = common.Block.deserializeBinary(this.#blocks.bytes(block)!).getData()!;
    const envelope = openEnvelope(data.getDataList_asU8()[tx]!);
    const { namespaces } = readAction(parseAction(envelope));
    const write = namespaces.find((each) => each.namespace === namespace)?.writes.find((each) => each.key === key);
    if (!write) return undefined;
    const modification = new ledger.queryresult.KeyModification();
    modification.setTxId(envelope.header.channel.transactionId);
    modification.setTimestamp(
      common.ChannelHeader.deserializeBinary(envelope.header.channelHeaderBytes).getTimestamp(),
    );
    modification.setIsDelete(write.value === undefined);
    if (write.value) modification.setValue(write.value);
    return modification;
  }
}
