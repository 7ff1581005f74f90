import { readFileSync } from 'node:fs';
import { issueMember } from '@tallystick/localnet/certificates';
import { issuingKeyFile } from '../run.ts';
import type { Side } from '../subject.ts';
import { type Credentials, pemText } from './client.ts';

type Member = Parameters<typeof issueMember>[1];

/** A certificate of an organisation's own CA. */
export function issued({ target }: Side, mspId: string, member: Member): Promise<Credentials> {
  const { mspRoot } = target.organisations.find((each) => each.mspId === mspId)!;
  const root = { certificate: pemText(mspRoot), key: readFileSync(issuingKeyFile(mspRoot), 'utf8') };
  return issueMember(root, member);
}
