/** The network as its clients see it. */
import { renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const pemPaths = z.strictObject({ certificate: z.string(), key: z.string() });

/** A network as its clients see it; the content of `target.json`. All paths are those of PEM files. */
export const networkTarget = z.strictObject({
  channel: z.string(),
  chaincode: z.string(),
  organisations: z.array(
    z.strictObject({
      mspId: z.string(),
      name: z.string(),
      /** host:port of the organisation's peer. */
      endpoint: z.string(),
      /** The name in the peer's TLS certificate. */
      tlsServerName: z.string(),
      tlsRoot: z.string(),
      mspRoot: z.string(),
      users: z.record(z.string(), pemPaths),
    }),
  ),
  orderer: z.strictObject({ mspId: z.string(), mspRoot: z.string() }),
});
/** A network as its clients see it. */
export type NetworkTarget = z.infer<typeof networkTarget>;

/** Writes a target, whole or not at all. */
export function writeTarget(file: string, target: NetworkTarget): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(target, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
