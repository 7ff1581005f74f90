/** Membership: which serialized identities belong to the channel's organisations. */
import { X509Certificate } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { type Identity, roleOf } from './identity.ts';

const CACHE_LIMIT = 10_000;
/** A certificate has about a thousand bytes; whatever is much larger is not kept. */
const CACHED_BYTES = 16 * 1024;

/** Deserializes and checks identities against the organisations' root certificates. */
export class Membership {
  readonly #roots: Map<string, X509Certificate>;
  readonly #cache = new Map<string, Identity | undefined>();

  /** @param roots the MSP root certificate (PEM) of each MSP id */
  constructor(roots: Record<string, string>) {
    this.#roots = new Map(Object.entries(roots).map(([mspId, pem]) => [mspId, new X509Certificate(pem)]));
  }

  /**
   * The identity, if its MSP is known and its organisation's root signed the certificate. As on Fabric neither the
   * start of its validity nor, here, its end is looked at: expiry has its own error where a client may meet it.
   */
  identity(serialized: Uint8Array): Identity | undefined {
    // Parsing and checking a certificate costs more than a signature; the same few come again and again.
    if (serialized.length > CACHED_BYTES) return this.#check(serialized);
    const cacheKey = Buffer.from(serialized).toString('latin1');
    if (this.#cache.has(cacheKey)) return this.#cache.get(cacheKey);
    if (this.#cache.size >= CACHE_LIMIT) this.#cache.clear();
    const identity = this.#check(serialized);
    this.#cache.set(cacheKey, identity);
    return identity;
  }

  #check(serialized: Uint8Array): Identity | undefined {
    try {
      const message = msp.SerializedIdentity.deserializeBinary(serialized);
      const root = this.#roots.get(message.getMspid());
      const certificate = new X509Certificate(message.getIdBytes_asU8());
      if (!root || !certificate.checkIssued(root) || !certificate.verify(root.publicKey)) return undefined;
      return {
        mspId: message.getMspid(),
        fingerprint: certificate.fingerprint256,
        role: roleOf(certificate),
        publicKey: certificate.publicKey,
        notAfter: Date.parse(certificate.validTo),
      };
    } catch {
      return undefined;
    }
  }
}
