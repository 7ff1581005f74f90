const names: Readonly<Record<string, string>> = {
  HealthMSP: 'Health',
  AuthorityMSP: 'Authority',
  AuditorMSP: 'Auditor',
};

/** The name of an organisation by its MSP id; one that is not known by the id. */
export function organisationName(mspId: string): string {
  return names[mspId] ?? mspId;
}

/** Organisations in the order in which they are always named. */
const organisations = Object.keys(names);

/** Organisations that endorsed, always in one order. */
export function inOrder(mspIds: readonly string[]): string[] {
  const rank = (id: string): number => (organisations.includes(id) ? organisations.indexOf(id) : organisations.length);
  return mspIds.toSorted((a, b) => rank(a) - rank(b));
}

/** Organisations that endorsed, in words. */
export function organisationsInWords(mspIds: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(inOrder(mspIds).map(organisationName));
}
