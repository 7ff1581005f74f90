import { organisations } from '@tallystick/protocol';

/** An organisation of the network, with the users that its services and administrators are. */
export type NetworkOrganisation = {
  readonly mspId: string;
  readonly name: 'health' | 'authority' | 'auditor';
  readonly users: readonly {
    readonly name: string;
    readonly administrator?: boolean;
    /** Attributes of the certificate, which the contract reads. */
    readonly attributes: Readonly<Record<string, string>>;
  }[];
};

const administrator = { name: 'administrator', administrator: true, attributes: { role: 'administrator' } };

/** Who takes part in a network of this project, in the order of their ports. */
export const networkOrganisations: readonly NetworkOrganisation[] = [
  {
    mspId: organisations.health,
    name: 'health',
    users: [{ name: 'adapter', attributes: { role: 'adapter', facility: 'general-hospital' } }, administrator],
  },
  {
    mspId: organisations.authority,
    name: 'authority',
    users: [{ name: 'api', attributes: { role: 'api' } }, administrator],
  },
  {
    mspId: organisations.auditor,
    name: 'auditor',
    users: [{ name: 'auditor', attributes: { role: 'auditor' } }, administrator],
  },
];
