import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { openSigner } from '../peers/signer.ts';
import { endOf } from './authorities.ts';
import { type Fault, Faults } from './fault.ts';
import { isPkcs11, parsePkcs11Uri } from './pkcs11-uri.ts';
import { checkIssuer, checkMspRoot, checkTlsRoot } from './roots.ts';
import { checkTime, parsed, read, type Setting } from './setting.ts';

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
 * Everything that is wrong with an own certificate and key: not readable, expired, not issued by an authority of the
 * organisation, not a pair.
 */
export function pairFaults(config: NamedFiles, now = Date.now()): Fault[] {
  const faults = new Faults();
  const organisation = config.target.organisations.find(({ mspId }) => mspId === config.organisation);
  const user = organisation?.users[config.user];
  if (organisation === undefined || user === undefined) return [];
  const place = `${config.organisation} user ${config.user}`;
  const setting = { name: `${place}: certificate`, value: user.certificate };
  const certificate = parsed(setting, faults);
  if (certificate !== undefined) {
    checkTime(endOf(certificate), setting, 'Have it renewed by the organisation’s CA.', now, faults);
    checkIssuer(certificate, setting, config.organisation, organisation.mspRoot, faults);
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
