/** Signatures that are known to be good: a second check of the same bytes would say the same. */
import { createPublicKey, hash, type KeyObject } from 'node:crypto';

/** Remembers good signatures, the newest `most` to twice as many. */
export class KnownSignatures {
  readonly #most: number;
  readonly #keys = new WeakMap<KeyObject, string>();
  #newer = new Set<string>();
  #older = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Remembers a signature that has been checked, or made. @param key the public key, or the private one that signed */
  add(key: KeyObject, message: Uint8Array, signature: Uint8Array): void {
    if (this.#newer.size >= this.#most) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(this.#name(key, message, signature));
  }

  /** Whether this very signature of this very message by this key is remembered. */
  has(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
    const name = this.#name(key, message, signature);
    return this.#newer.has(name) || this.#older.has(name);
  }

  #name(key: KeyObject, message: Uint8Array, signature: Uint8Array): string {
    // Key and message have a fixed length each, so no signature runs into them.
    return this.#keyName(key) + hash('sha256', message, 'base64') + Buffer.from(signature).toString('base64');
  }

  #keyName(key: KeyObject): string {
    let name = this.#keys.get(key);
    if (name === undefined) {
      const publicKey = key.type === 'private' ? createPublicKey(key) : key;
      name = hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'base64');
      this.#keys.set(key, name);
    }
    return name;
  }
}
