/** The network's keys and certificates on disk: made at the first start, completed when the definition grows. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type NetworkDefinition, ORDERER_MSP, ORDERER_NAME } from '../definition.ts';
import type { Role } from '../msp/identity.ts';
import { issueMember, issueRoot, issueTls, type KeyAndCertificate, speaksFor } from './issue.ts';

/** Where a certificate and its key stand. */
export type PemPaths = { certificate: string; key: string };

/** One organisation's material. */
export type OrganisationMaterial = {
  mspId: string;
  name: string;
  mspRoot: PemPaths;
  tlsRoot: PemPaths;
  /** The peer's identity; the orderer's for the ordering organisation. */
  node: PemPaths;
  tls: PemPaths;
  /** The administrator under which localnet itself commits the chaincode's definition. */
  administrator: PemPaths;
  users: Record<string, PemPaths>;
};

/** All organisations' material. */
export type Material = { organisations: OrganisationMaterial[]; orderer: OrganisationMaterial };

/** Reads the material in a folder, making whatever is missing: directories 0700, keys 0600. */
export async function prepareMaterial(folder: string, definition: NetworkDefinition): Promise<Material> {
  const organisations: OrganisationMaterial[] = [];
  for (const { mspId, name, users } of definition.organisations) {
    organisations.push(await prepareOrganisation(folder, mspId, name, 'peer', users));
  }
  return { organisations, orderer: await prepareOrganisation(folder, ORDERER_MSP, ORDERER_NAME, 'orderer', []) };
}

/** A PEM file's text. */
export function readPem(file: string): string {
  return readFileSync(file, 'utf8');
}

async function prepareOrganisation(
  folder: string,
  mspId: string,
  name: string,
  nodeRole: Role,
  users: NetworkDefinition['organisations'][number]['users'],
): Promise<OrganisationMaterial> {
  const home = path.join(folder, name);
  mkdirSync(path.join(home, 'users'), { recursive: true, mode: 0o700 });
  const mspRoot = await ensure(home, 'msp-root', () => issueRoot(`ca.${name}`, name));
  const tlsRoot = await ensure(home, 'tls-root', () => issueRoot(`tlsca.${name}`, name));
  const authority = readPair(mspRoot);
  const member = (file: string, commonName: string, role: Role, attributes?: Record<string, string>) =>
    ensure(
      home,
      file,
      () => issueMember(authority, { commonName, role, attributes }),
      (certificate) => speaksFor(certificate, role, attributes),
    );
  const material: OrganisationMaterial = {
    mspId,
    name,
    mspRoot,
    tlsRoot,
    node: await member(nodeRole, `${nodeRole}0.${name}`, nodeRole),
    tls: await ensure(home, 'tls', () => issueTls(readPair(tlsRoot), `${nodeRole}0.${name}`)),
    administrator: await member('administrator', `Admin@${name}`, 'admin'),
    users: {},
  };
  for (const user of users) {
    const role = user.administrator ? 'admin' : 'client';
    material.users[user.name] = await member(
      path.join('users', user.name),
      `${user.name}@${name}`,
      role,
      user.attributes,
    );
  }
  return material;
}

async function ensure(
  home: string,
  name: string,
  make: () => Promise<KeyAndCertificate>,
  stillGood: (certificate: string) => boolean = () => true,
): Promise<PemPaths> {
  const paths = { certificate: path.join(home, `${name}.pem`), key: path.join(home, `${name}.key`) };
  if (existsSync(paths.certificate) && existsSync(paths.key) && stillGood(readPem(paths.certificate))) return paths;
  const made = await make();
  // The certificate comes last: where it stands, its key does too, whatever interrupts the first start.
  replaceFile(paths.key, made.key, 0o600);
  replaceFile(paths.certificate, made.certificate, 0o644);
  return paths;
}

function replaceFile(file: string, content: string, mode: number): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, content, { mode, flush: true });
  renameSync(temporary, file);
}

/** A certificate and its key, as PEM. */
export function readPair(paths: PemPaths): KeyAndCertificate {
  return { certificate: readPem(paths.certificate), key: readPem(paths.key) };
}
