import type { Answer, AnswerReceipt, CommitmentReceipt, Match, WitnessStatementOf } from '@tallystick/protocol';
import type { DBSchema } from 'idb';
import type { Confirmable } from '../domain/confirmation.ts';

/** A TEK of this phone, kept 14 days. */
export interface StoredTek {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly rollingStart: number;
  readonly rollingPeriod: number;
}

/** One identifier heard once. */
export interface StoredSighting {
  readonly rpi: Uint8Array<ArrayBuffer>;
  readonly aem: Uint8Array<ArrayBuffer>;
  /** dBm. */
  readonly rssi: number;
  /** Unix seconds. */
  readonly time: number;
  /** Root of the commitment that holds it. */
  readonly root?: string;
}

/** One leaf of a commitment with what is needed to prove it later. */
export interface StoredEncounter {
  /** Root of the commitment and index of the leaf: `<root>/<index>`. */
  readonly id: string;
  readonly root: string;
  readonly leafIndex: number;
  readonly rpi: Uint8Array<ArrayBuffer>;
  readonly aem: Uint8Array<ArrayBuffer>;
  readonly firstInterval: number;
  readonly seconds: number;
  readonly attenuation: number;
  /** 32 bytes from which salt and holder key are derived. */
  readonly leafSecret: Uint8Array<ArrayBuffer>;
}

/** One commitment: a root over one day (or a part of one). */
export interface StoredCommitment extends Confirmable<CommitmentReceipt, WitnessStatementOf<'anchor'>> {
  readonly root: string;
  readonly day: number;
  /** Unix seconds. */
  readonly madeAt: number;
  readonly encounters: number;
  /** All leaves in tree order, 32 bytes each, so that a path can be shown later. */
  readonly leaves: Uint8Array<ArrayBuffer>;
}

/** An export file that was fetched, verified and matched. */
export interface ProcessedExport {
  readonly sequence: number;
  readonly sha256: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly processedAt: number;
  readonly keys: number;
}

/** One encounter with a published key. */
export interface StoredExposure {
  /** `<key hex>/<RPI hex>/<first interval>`: the same encounter, found again, is the same exposure. */
  readonly id: string;
  /** Published key, hex. */
  readonly key: string;
  readonly match: Match;
  /** Export that brought the key. */
  readonly sequence: number;
  /** Unix seconds of the platform. */
  readonly matchedAt: number;
  /** Export that took the key back, and when this phone learnt it. */
  readonly withdrawnBy?: number;
  readonly withdrawnAt?: number;
}

/** One day's answer. */
export interface StoredAnswer extends Confirmable<AnswerReceipt, WitnessStatementOf<'answers'>> {
  readonly day: number;
  readonly answer: Answer;
  /** Unix seconds of the platform from which it may be sent. */
  readonly dueAt: number;
}

/** Where a publication stands. */
export interface PublicationPlace {
  readonly txId: string;
  readonly block: number;
}

/** A publication's exact request, stored before it is sent. The Auditor's word about it comes with the export that holds its keys. */
export interface StoredPublication extends Confirmable<PublicationPlace, undefined> {
  /** Authorisation id, hex. */
  readonly authorisation: string;
  readonly request: {
    readonly authorisation: string;
    readonly digest: string;
    readonly signature: string;
    readonly salt: string;
    readonly keys: string;
  };
  readonly days: readonly number[];
  readonly storedAt: number;
  /** Error code with which it was refused for good. */
  readonly refused?: string;
}

/** The phone's database; the schema is the model. */
export interface PhoneDb extends DBSchema {
  settings: { key: string; value: unknown };
  teks: { key: number; value: StoredTek };
  sightings: { key: number; value: StoredSighting; indexes: { time: number } };
  encounters: { key: string; value: StoredEncounter; indexes: { root: string; firstInterval: number } };
  commitments: { key: string; value: StoredCommitment; indexes: { day: number } };
  exports: { key: number; value: ProcessedExport };
  exposures: { key: string; value: StoredExposure; indexes: { key: string } };
  answers: { key: number; value: StoredAnswer };
  publications: { key: string; value: StoredPublication };
}
