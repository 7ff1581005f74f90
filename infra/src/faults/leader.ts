import { X509Certificate } from 'node:crypto';
import { openLedger } from '@tallystick/ledger';
import { organisations } from '@tallystick/protocol';
import { readTarget } from '../network/index.ts';

/** Common name in the last certificate that a block holds: that of the orderer which signed it. */
function signerOf(block: Uint8Array): string {
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
  try {
    for await (const { bytes } of ledger.blocks((await ledger.height()) - 1, { signal: stop.signal })) {
      stop.abort();
      return signerOf(bytes);
    }
    throw new Error('no block could be read');
  } finally {
    await ledger.close();
  }
}
