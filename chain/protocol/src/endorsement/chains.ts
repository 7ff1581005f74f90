/** A certificate, and after it the authorities that it goes back to, one after the other, up to one that is believed. */
export type Chain<C> = readonly [C, ...C[]];

function chainsFrom<C>(
  certificate: C,
  others: readonly C[],
  isBelieved: (certificate: C) => boolean,
  isIssuedBy: (certificate: C, issuer: C) => boolean,
): Chain<C>[] {
  const alone: Chain<C>[] = isBelieved(certificate) ? [[certificate]] : [];
  const longer = others
    .filter((other) => isIssuedBy(certificate, other))
    .flatMap((issuer) =>
      chainsFrom(
        issuer,
        others.filter((other) => other !== issuer),
        isBelieved,
        isIssuedBy,
      ),
    )
    .map((chain): Chain<C> => [certificate, ...chain]);
  return [...alone, ...longer];
}

/**
 * The authorities that issue an organisation's members, each with every chain that it has. Of the authorities given the first is believed as it
 * stands, and so are others that are self-signed; the rest has to go back to one of these. As in Fabric, whoever issued another authority of
 * them issues no members.
 *
 * @param isIssuedBy - whether a certificate names an issuer and is signed by it.
 * @throws RangeError for an authority that goes back to none that is believed.
 */
export function issuingChains<C>(
  authorities: readonly C[],
  isIssuedBy: (certificate: C, issuer: C) => boolean,
): Chain<C>[] {
  const isBelieved = (each: C): boolean => each === authorities[0] || isIssuedBy(each, each);
  const ends = authorities.filter((each) => !authorities.some((other) => other !== each && isIssuedBy(other, each)));
  return authorities.flatMap((each) => {
    const others = authorities.filter((other) => other !== each);
    const chains = chainsFrom(each, others, isBelieved, isIssuedBy);
    if (chains.length === 0) throw new RangeError('an authority that none of the others has issued');
    return ends.includes(each) ? chains : [];
  });
}
