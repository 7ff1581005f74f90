import { z } from 'zod';

/** Lower-case hex of exactly `bytes` bytes. */
export function hexBytes(bytes: number): z.ZodString {
  return z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `must be ${bytes} bytes as lower-case hex`);
}

/** SHA-256 digest or Merkle root. */
export const digest = hexBytes(32);
/** Unix time, seconds. */
export const unixSeconds = z.int().min(0).max(0xffff_ffff);
/** UTC day number: floor(Unix seconds / 86,400). */
export const dayNumber = z.int().min(0).max(100_000);
/** Block number. */
export const blockNumber = z.int().min(0);
/** Number of things. */
export const count = z.int().min(0).max(10_000_000);
/** Salt of a private value: 32 random bytes that are purged with it. */
export const salt = hexBytes(32);
/** Authorisation id: first 16 bytes of a domain-separated digest of the one-time public key. */
export const authorisationIdText = hexBytes(16);
/** MSP id of an organisation. */
export const mspId = z.string().regex(/^[A-Za-z][A-Za-z0-9.-]{0,63}$/);
/** Name of a signing key. */
export const keyName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);

/**
 * Who did what, in the vocabulary of W3C PROV; ids are record keys. Stands in every public record.
 */
export const provenanceFacts = z.strictObject({
  activity: z.enum(['anchor', 'authorise', 'publish', 'revoke', 'export', 'notify', 'propose', 'approve']),
  organisation: mspId,
  role: z.string().max(64),
  used: z.array(z.string().max(256)),
  generated: z.array(z.string().max(256)),
  invalidated: z.array(z.string().max(256)),
});
export type ProvenanceFacts = z.infer<typeof provenanceFacts>;

/** What every public record carries besides its own fields. */
export const recordBase = {
  /** Identity-independent transaction id. */
  txId: hexBytes(32),
  provenance: provenanceFacts,
};
