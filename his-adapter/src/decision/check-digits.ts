/** Check digits of the two terminologies; codes that fail them do arrive and must not be taken for the code meant. */

/** LOINC: number, hyphen, mod-10 check digit (LOINC Users' Guide, appendix C: Luhn). */
export function isLoinc(code: string): boolean {
  const match = /^(\d{1,7})-(\d)$/.exec(code);
  if (!match?.[1]) return false;
  let sum = 0;
  [...match[1]].reverse().forEach((digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return (10 - (sum % 10)) % 10 === Number(match[2]);
}

const DIHEDRAL = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
] as const;
const FIRST_ROW = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const;

/** SNOMED CT identifier: 6 to 18 digits whose last is Verhoeff's check digit (SNOMED CT TIG, section 6.2). */
export function isSnomed(code: string): boolean {
  if (!/^[1-9]\d{5,17}$/.test(code)) return false;
  let check = 0;
  [...code].reverse().forEach((digit, index) => {
    let permuted = Number(digit);
    for (let round = 0; round < index % 8; round += 1) permuted = FIRST_ROW[permuted] ?? 0;
    check = DIHEDRAL[check]?.[permuted] ?? 0;
  });
  return check === 0;
}
