/** A key's version: the place of the transaction that wrote it. */
import { ledger } from '@hyperledger/fabric-protos';

const { kvrwset } = ledger.rwset;

/** Block number and index within the block. */
export type Version = { block: number; tx: number };

/** Whether two versions, or two absences, are the same. */
export function sameVersion(a: Version | undefined, b: Version | undefined): boolean {
  return a?.block === b?.block && a?.tx === b?.tx;
}

/** `kvrwset.Version`. */
export function versionMessage(version: Version): ledger.rwset.kvrwset.Version {
  const message = new kvrwset.Version();
  message.setBlockNum(version.block);
  message.setTxNum(version.tx);
  return message;
}

/** From `kvrwset.Version`; absent for a key that was not there. */
export function versionOf(message: ledger.rwset.kvrwset.Version | undefined): Version | undefined {
  return message && { block: message.getBlockNum(), tx: message.getTxNum() };
}
