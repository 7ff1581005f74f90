import type { ParsedConfig } from '../config.ts';
import { pairFaults, tlsRootFaults } from '../configuration/check.ts';
import type { Fault } from '../configuration/fault.ts';
import { type Channels, openChannels, type Peers, peersOver } from './connection.ts';
import { materialDigest, readMaterial } from './material.ts';
import { type CertificateDays, daysLeft, type Ends, endsOf } from './validity.ts';

/** What becomes of the certificates while a client runs. */
export type CertificateEvent =
  /** New ones are in use. */
  | { readonly kind: 'renewed'; readonly days: CertificateDays }
  /** What stands in the files cannot be used: a pair that is half written, or wrong. The one before goes on. */
  | { readonly kind: 'refused'; readonly faults: readonly Fault[] }
  /** One runs out soon; said at the start and once a day. */
  | { readonly kind: 'expiring'; readonly days: CertificateDays };

/** One identity over its channels, and how many calls are still made with it. */
type Generation = {
  readonly peers: Peers;
  readonly channels: Channels;
  readonly ends: Ends;
  readonly retire: AbortController;
  calls: number;
};

/** Peers whose certificate, key and TLS roots may be replaced while calls are under way. */
export type RenewingPeers = {
  /** The peers as they are at each moment, for what connects again and again. */
  readonly latest: Peers;
  /** A call that keeps one identity from its first step to its last: what one has proposed no other can sign. */
  call<T>(work: (peers: Peers) => Promise<T>): Promise<T>;
  /** Looks at the files now. */
  renew(): void;
  days(): CertificateDays;
  close(): void;
};

const aDay = 86_400_000;

function unreadable(error: unknown): Fault[] {
  return [{ setting: 'certificate, key or TLS root', problem: (error as Error).message, mend: 'Put the file back.' }];
}

/** Opens the peers of a configuration and watches its files. @throws Error when a file cannot be read or the key not be used. */
export function openRenewingPeers(config: ParsedConfig, report: (event: CertificateEvent) => void): RenewingPeers {
  function open(before?: Channels): Generation {
    const material = readMaterial(config);
    const channels = openChannels(config, material, before);
    const retire = new AbortController();
    const peers = peersOver(config, material, channels, retire.signal);
    return { peers, channels, ends: endsOf(config, material), retire, calls: 0 };
  }

  let seen = materialDigest(config);
  let refused = '';
  let current = open();
  let warnedAt = 0;

  /** Lets go of what only an earlier generation still holds. */
  function release({ peers, channels }: Generation): void {
    peers.close();
    for (const [mspId, { client }] of channels) if (current.channels.get(mspId)?.client !== client) client.close();
  }

  function settle(generation: Generation): void {
    if (generation === current || generation.calls > 0) return;
    // Streams are told first, so that they go over to the new connection and do not fail on the old.
    setImmediate(() => release(generation));
  }

  function refuse(faults: readonly Fault[]): void {
    const text = JSON.stringify(faults);
    if (text === refused) return;
    refused = text;
    report({ kind: 'refused', faults });
  }

  function renew(): void {
    try {
      const digest = materialDigest(config);
      if (digest === seen) {
        refused = '';
        return;
      }
      const faults = [...pairFaults(config), ...tlsRootFaults(config.target)];
      if (faults.length > 0) {
        refuse(faults);
        return;
      }
      const before = current;
      current = open(before.channels);
      seen = digest;
      refused = '';
      before.retire.abort();
      settle(before);
      warnedAt = 0;
      report({ kind: 'renewed', days: daysLeft(current.ends) });
    } catch (error) {
      refuse(unreadable(error));
    }
  }

  function warn(): void {
    const days = daysLeft(current.ends);
    if (!days.expiring || Date.now() - warnedAt < aDay) return;
    warnedAt = Date.now();
    report({ kind: 'expiring', days });
  }

  const timer = setInterval(() => {
    renew();
    warn();
  }, config.watchMilliseconds);
  timer.unref();
  warn();

  return {
    latest: {
      get own() {
        return current.peers.own;
      },
      get identity() {
        return current.peers.identity;
      },
      get all() {
        return current.peers.all;
      },
      get: (mspId) => current.peers.get(mspId),
      close: () => undefined,
    },
    call: async (work) => {
      const generation = current;
      generation.calls++;
      try {
        return await work(generation.peers);
      } finally {
        generation.calls--;
        settle(generation);
      }
    },
    renew,
    days: () => daysLeft(current.ends),
    close: () => {
      clearInterval(timer);
      current.peers.close();
      for (const { client } of current.channels.values()) client.close();
    },
  };
}
