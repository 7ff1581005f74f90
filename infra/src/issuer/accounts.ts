/** The people of the development sign-in; a hospital's own issuer has its own. Everybody may know these passwords. */

/** One account. */
export type DevelopmentAccount = {
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly roles: readonly ('issuer' | 'revoker' | 'auditor')[];
  /** The hospital that the person works for. */
  readonly facility: string;
};

/** Three clinicians of the hospital that the development stack plays, and one of another. */
export const developmentAccounts: readonly DevelopmentAccount[] = [
  {
    username: 'ines',
    password: 'ines-dev',
    name: 'Dr Ines Okafor',
    roles: ['issuer', 'revoker'],
    facility: 'general-hospital',
  },
  {
    username: 'ravi',
    password: 'ravi-dev',
    name: 'Ravi Lindqvist',
    roles: ['revoker'],
    facility: 'general-hospital',
  },
  {
    username: 'aude',
    password: 'aude-dev',
    name: 'Aude Moreau',
    roles: ['auditor'],
    facility: 'general-hospital',
  },
  {
    username: 'otto',
    password: 'otto-dev',
    name: 'Dr Otto Berg',
    roles: ['issuer', 'revoker'],
    facility: 'other-hospital',
  },
];

/** The account of a name and password; undefined when there is none. */
export function accountOf(username: string, password: string): DevelopmentAccount | undefined {
  return developmentAccounts.find((account) => account.username === username && account.password === password);
}
