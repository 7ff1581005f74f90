import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { certainlyAfter, fhirTime, hl7Time } from './clinical-time.ts';

const HOUR = 3_600_000;

test('HL7 times of 4 to 14 digits, with fraction and offset', () => {
  assert.equal(hl7Time(''), undefined);
  const year = hl7Time('2024')?.range;
  assert.ok(year && year.latest - year.earliest > 365 * 24 * HOUR);
  assert.equal(hl7Time('20240229')?.date, '2024-02-29');
  assert.deepEqual(hl7Time('20240301120000+0000')?.range, {
    earliest: Date.UTC(2024, 2, 1, 12),
    latest: Date.UTC(2024, 2, 1, 12) + 999,
  });
  assert.equal(hl7Time('20240301120000.1234-0500')?.range?.earliest, Date.UTC(2024, 2, 1, 17));
  assert.equal(hl7Time('202403011200+0130')?.range?.earliest, Date.UTC(2024, 2, 1, 10, 30));
});

test('without an offset a time spans every place on earth', () => {
  const range = hl7Time('20240301120000')?.range;
  assert.equal(range && range.latest - range.earliest, 26 * HOUR + 999);
});

test('what is no date is kept as text and has no span', () => {
  for (const text of ['DATE!', '20240230', '20241301', '202403012500', '99', '2024030112000']) {
    assert.equal(hl7Time(text)?.range, undefined, text);
    assert.equal(hl7Time(text)?.text, text);
  }
});

test('FHIR dates and instants', () => {
  assert.equal(fhirTime('2024-03-01')?.date, '2024-03-01');
  assert.equal(fhirTime('2024-03-01T12:00:00.000Z')?.range?.earliest, Date.UTC(2024, 2, 1, 12));
  assert.equal(fhirTime('2024-03-01T12:00:00+02:00')?.range?.earliest, Date.UTC(2024, 2, 1, 10));
  assert.equal(fhirTime('01/03/2024')?.range, undefined);
});

const digits = fc
  .tuple(
    fc.date({ min: new Date('1950-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
    fc.constantFrom(4, 6, 8, 10, 12, 14),
  )
  .chain(([date, length]) =>
    fc.constantFrom('', '+0000', '-0500', '+1400').map((offset) => ({
      text: date.toISOString().replace(/[-:T]/g, '').slice(0, length) + offset,
      date,
    })),
  );

test('law: a span is never empty, and a coarser text spans the finer one', () => {
  fc.assert(
    fc.property(digits, ({ text }) => {
      const range = hl7Time(text)?.range;
      assert.ok(range && range.earliest <= range.latest);
    }),
  );
});

test('law: nothing is certainly after itself, and never both ways', () => {
  fc.assert(
    fc.property(digits, digits, (a, b) => {
      const [one, other] = [hl7Time(a.text), hl7Time(b.text)];
      assert.equal(certainlyAfter(one, one), false);
      assert.ok(!(certainlyAfter(one, other) && certainlyAfter(other, one)));
    }),
  );
});
