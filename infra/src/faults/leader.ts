import { X509Certificate } from 'node:crypto';
import { openLedger } from '@tallystick/ledger';
import { organisations } from '@tallystick/protocol';
import { readTarget } from '../network/index.ts';

/** Common name in the last certificate that a block holds: that of the orderer which signed it. */
export function signerOf(block: Uint8Array): string {
  const text = Buffer.from(block).toString('latin1');
  const from = text.lastIndexOf('-----BEGIN CERTIFICATE-----');
  const end = '-----END CERTIFICATE-----';
  const { subject } = new X509Certificate(text.slice(from, text.indexOf(end, from) + end.length));
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? '';
}

/** Name of the orderer that signed the newest block: with Raft, the leader. */
export async function leaderOf(targetFile: string): Promise<string> {
  const ledger = await openLedger({
    target: readTarget(targetFile),
    organisation: organisations.auditor,
    user: 'auditor',
  });
  const stop = new AbortController();
  let newest: Uint8Array | undefined;
  // A moment without a block: there is none newer, or few.
  let timer = setTimeout(() => stop.abort(), 5000);
  try {
    for await (const { bytes } of ledger.blocks(0, { signal: stop.signal })) {
      newest = bytes;
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), 300);
    }
  } finally {
    clearTimeout(timer);
    await ledger.close();
  }
  if (newest === undefined) throw new Error('no block could be read');
  return signerOf(newest);
}
