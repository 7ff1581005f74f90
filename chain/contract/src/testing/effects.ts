import { recordedStep, recordKey } from '@tallystick/protocol';
import { keyOf } from './refusals.ts';
import { oneTimeKeys, type Request, requests, start } from './world.ts';

/** End of 2 November 2026, then 15 days and 15 minutes. */
export const due = start + 12 * 3_600 + 1_296_900;
const code = oneTimeKeys('code').id;
const second = oneTimeKeys('second').id;

/** One request that succeeds, and all that it does. */
export type Effect = {
  readonly what: string;
  readonly given?: readonly Request[];
  readonly request: Request;
  /** Public keys written, the answer's first. */
  readonly writes: readonly string[];
  /** Private values written. */
  readonly privateWrites?: readonly string[];
  /** Fields of the answer besides the argument's. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly step: object;
};

const twice = requests.authorise('second', { supersedes: code });
const risk = requests.proposeRisk(1);
const riskId = (requests.approve(risk).argument as { proposal: string }).proposal;

/** What every transaction function does when it is not refused. Tests run each; the documentation's table is held to it. */
export const effects: readonly Effect[] = [
  {
    what: 'anchors commitments',
    request: requests.anchor(),
    writes: [keyOf(requests.anchor())],
    privateWrites: [`roots\n${keyOf(requests.anchor())}`],
    fields: { type: 'anchor', purgeAfter: due },
    step: recordedStep['encounters:anchor'](requests.anchor().argument as { root: string }),
  },
  {
    what: 'authorises',
    request: requests.authorise(),
    writes: [recordKey.authorisation(code)],
    privateWrites: [`authorisations\n${recordKey.authorisation(code)}`],
    fields: { type: 'authorisation', facility: 'general-hospital', purgeAfter: due },
    step: recordedStep['diagnoses:authorise']({ id: code }),
  },
  {
    what: 'issues again',
    given: [requests.authorise()],
    request: twice,
    writes: [recordKey.authorisation(second), recordKey.revocation(code)],
    privateWrites: [`authorisations\n${recordKey.authorisation(second)}`],
    fields: { type: 'authorisation', facility: 'general-hospital', purgeAfter: due },
    step: recordedStep['diagnoses:authorise']({ id: second, supersedes: code }),
  },
  {
    what: 'publishes',
    given: [requests.authorise()],
    request: requests.publish(),
    writes: [recordKey.publication(code)],
    privateWrites: [`keys\n${recordKey.publication(code)}`],
    fields: { type: 'publication', purgeAfter: due },
    step: recordedStep['diagnoses:publish']({ authorisation: code }),
  },
  {
    what: 'revokes',
    given: [requests.authorise(), requests.publish()],
    request: requests.revoke(),
    writes: [recordKey.revocation(code)],
    privateWrites: [`authorisations\n${recordKey.revocation(code)}`],
    fields: { type: 'revocation', facility: 'general-hospital', purgeAfter: due },
    step: recordedStep['diagnoses:revoke']({ authorisation: code }),
  },
  {
    what: 'records an export',
    request: requests.exportFile(),
    writes: [recordKey.export(1)],
    privateWrites: [`keys\n${recordKey.export(1)}`],
    fields: { type: 'export', purgeAfter: due },
    step: recordedStep['exports:record']({ sequence: 1, keyVersion: 1 }),
  },
  {
    what: 'records answers',
    request: requests.answers(),
    writes: [keyOf(requests.answers())],
    privateWrites: [`keys\n${keyOf(requests.answers())}`],
    fields: { type: 'answers', purgeAfter: due },
    step: recordedStep['acknowledgements:record'](requests.answers().argument as { root: string }),
  },
  {
    what: 'proposes a policy',
    request: risk,
    writes: [recordKey.proposal(riskId)],
    fields: { type: 'proposal', id: riskId, proposedBy: 'AuthorityMSP' },
    step: recordedStep['policy:propose']({ id: riskId }),
  },
  {
    what: 'approves a policy',
    given: [risk],
    request: requests.approve(risk),
    writes: [recordKey.policy('risk', 1)],
    fields: {
      type: 'policy',
      kind: 'risk',
      version: 1,
      content: (risk.argument as { content: object }).content,
      proposedBy: 'AuthorityMSP',
      approvedBy: 'AuditorMSP',
      // One hour after start, the risk policy's delay of one hour.
      inForceFrom: start + 7_200,
    },
    step: recordedStep['policy:approve']({ proposal: riskId, kind: 'risk', version: 1 }),
  },
];
