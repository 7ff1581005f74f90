import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { openSigner } from '../peers/signer.ts';
import { type Fault, Faults } from './fault.ts';
import { certificatesIn, fileOf, readFailure, readPem } from './pem.ts';
import { isPkcs11, parsePkcs11Uri } from './pkcs11-uri.ts';

/** As much of a configuration as names files: they are looked at even where the rest of it has another form than it should. */
export type NamedFiles = {
  readonly target: {
    readonly organisations: readonly {
      readonly mspId: string;
      readonly tlsRoot: string;
      readonly mspRoot: string;
      readonly users: Readonly<Record<string, { readonly certificate: string; readonly key: string }>>;
    }[];
    readonly orderer: OrdererRoot | readonly OrdererRoot[];
  };
  readonly organisation: string;
  readonly user: string;
};
type OrdererRoot = { readonly mspId: string; readonly mspRoot: string };

/** The parts of a setting's value that a check is told. */
type Setting = { readonly name: string; readonly value: string };

function read({ name, value }: Setting, faults: Faults): string | undefined {
  try {
    return readPem(value, name);
  } catch (error) {
    const failure = readFailure((error as Error).cause);
    return faults.none(name, value, failure, 'Put the PEM file there, or correct the path.');
  }
}

function parsedAll(setting: Setting, faults: Faults): [X509Certificate, ...X509Certificate[]] | undefined {
  const text = read(setting, faults);
  if (text === undefined) return undefined;
  try {
    const [first, ...others] = certificatesIn(text).map((pem) => new X509Certificate(pem));
    if (first !== undefined) return [first, ...others];
  } catch {
    // Said below.
  }
  return faults.none(setting.name, fileOf(setting.value), 'is no certificate in PEM', 'Put the right file there.');
}

/** The one certificate of a setting; of several the first, which is the one that counts. */
function parsed(setting: Setting, faults: Faults): X509Certificate | undefined {
  return parsedAll(setting, faults)?.[0];
}

const day = (time: string): string => new Date(time).toISOString().slice(0, 10);

function checkTime(
  { validTo }: X509Certificate,
  { name, value }: Setting,
  mend: string,
  now: number,
  faults: Faults,
): void {
  if (Date.parse(validTo) <= now) faults.add(name, fileOf(value), `expired on ${day(validTo)}`, mend);
}

/** Checks roots of which any may be the one that vouches; while one is replaced, two stand there, and the old one may run out. */
function checkRoots(setting: Setting, roots: readonly X509Certificate[], now: number, faults: Faults): void {
  if (!roots.every(({ ca }) => ca)) {
    const mend = 'Give the CA’s own certificate, not one that it issued.';
    faults.add(setting.name, fileOf(setting.value), 'is not the certificate of a CA', mend);
  }
  const [latest] = roots.toSorted((a, b) => Date.parse(b.validTo) - Date.parse(a.validTo));
  if (latest !== undefined) checkTime(latest, setting, 'Ask the organisation for its renewed root.', now, faults);
}

function checkTlsRoot(setting: Setting, now: number, faults: Faults): void {
  checkRoots(setting, parsedAll(setting, faults) ?? [], now, faults);
}

function checkMspRoot(setting: Setting, now: number, faults: Faults): void {
  const root = parsed(setting, faults);
  if (root !== undefined) checkRoots(setting, [root], now, faults);
}

/** What is wrong with a private key's text; undefined when it is the certificate's. */
function keyProblem(
  text: string,
  certificate: X509Certificate | undefined,
): [problem: string, mend: string] | undefined {
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    return ['is no private key in PEM', 'Put the PKCS #8 key there, not encrypted.'];
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    return ['is not a P-256 key', 'Have an identity with an ECDSA P-256 key issued.'];
  }
  const fits = certificate === undefined || certificate.checkPrivateKey(key);
  return fits ? undefined : ['does not fit the certificate', 'Put the key there that the certificate was issued for.'];
}

function checkKeyFile(setting: Setting, certificate: X509Certificate | undefined, faults: Faults): void {
  const text = read(setting, faults);
  const wrong = text === undefined ? undefined : keyProblem(text, certificate);
  if (wrong !== undefined) faults.add(setting.name, setting.value, ...wrong);
}

function checkToken({ name, value }: Setting, certificate: X509Certificate | undefined, faults: Faults): void {
  try {
    const { modulePath } = parsePkcs11Uri(value);
    if (!existsSync(modulePath)) {
      faults.add(name, modulePath, 'is not there', 'Install the token’s PKCS#11 library, or correct `module-path`.');
    } else if (certificate !== undefined) openSigner(value, certificate.toString()).close();
  } catch (error) {
    const problem = `cannot be used: ${(error as Error).message.split('\n')[0]}`;
    faults.add(name, undefined, problem, 'Correct the PKCS#11 URI, or the token that it names.');
  }
}

/**
 * Everything that is wrong with an own certificate and key: not readable, expired, not issued by the organisation's root, not a
 * pair.
 */
export function pairFaults(config: NamedFiles, now = Date.now()): Fault[] {
  const faults = new Faults();
  const organisation = config.target.organisations.find(({ mspId }) => mspId === config.organisation);
  const user = organisation?.users[config.user];
  if (organisation === undefined || user === undefined) return [];
  const place = `${config.organisation} user ${config.user}`;
  const setting = { name: `${place}: certificate`, value: user.certificate };
  const certificate = parsed(setting, faults);
  const root = parsed({ name: `${config.organisation}: mspRoot`, value: organisation.mspRoot }, new Faults());
  if (certificate !== undefined) {
    checkTime(certificate, setting, 'Have it renewed by the organisation’s CA.', now, faults);
    if (root !== undefined && !(certificate.checkIssued(root) && certificate.verify(root.publicKey))) {
      const problem = `is not issued by the root of ${config.organisation}`;
      faults.add(setting.name, fileOf(user.certificate), problem, 'Correct the certificate, its MSP id or the root.');
    }
  }
  const key = { name: `${place}: key`, value: user.key };
  if (isPkcs11(user.key)) checkToken(key, certificate, faults);
  else checkKeyFile(key, certificate, faults);
  return faults.found;
}

/** Everything that is wrong with the TLS roots. */
export function tlsRootFaults({ organisations }: NamedFiles['target'], now = Date.now()): Fault[] {
  const faults = new Faults();
  for (const { mspId, tlsRoot } of organisations)
    checkTlsRoot({ name: `${mspId}: tlsRoot`, value: tlsRoot }, now, faults);
  return faults.found;
}

/** Everything that is wrong with the files that a configuration names. */
export function fileFaults(config: NamedFiles, now = Date.now()): Fault[] {
  const faults = new Faults();
  const { organisations, orderer } = config.target;
  for (const { mspId, mspRoot } of organisations)
    checkMspRoot({ name: `${mspId}: mspRoot`, value: mspRoot }, now, faults);
  const checked = new Set(organisations.map(({ mspRoot }) => mspRoot));
  for (const { mspId, mspRoot } of [orderer].flat()) {
    if (checked.has(mspRoot)) continue;
    checkMspRoot({ name: `orderer ${mspId}: mspRoot`, value: mspRoot }, now, faults);
  }
  return [...tlsRootFaults(config.target, now), ...faults.found, ...pairFaults(config, now)];
}
