import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MACHINE_TOKEN, people, startHospital, type TestHospital } from '../testing/hospital.ts';
import { fixture } from '../testing/paths.ts';

let hospital: TestHospital;
before(async () => {
  hospital = await startHospital();
});
after(() => hospital?.stop());

type Json = Record<string, unknown>;
type Outcome = { resourceType: string; issue: { severity: string; code: string; details: { text: string } }[] };

/** The fixture brought to today, and changed. */
function bundle(change: (entries: Json[], bundle: Json) => void = () => undefined): string {
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const text = fixture('bundle-positive.json')
    .toString()
    .replaceAll('2026-03-02', day(2))
    .replaceAll('2026-03-03', day(1));
  const parsed = JSON.parse(text) as Json & { entry: { resource: Json }[] };
  change(
    parsed.entry.map(({ resource }) => resource),
    parsed,
  );
  return JSON.stringify(parsed);
}
const find = (resources: Json[], type: string): Json => resources.find((one) => one.resourceType === type) ?? {};

async function post(
  body: string,
  headers: Record<string, string> = { authorization: `Bearer ${MACHINE_TOKEN}` },
): Promise<{ status: number; outcome: Outcome; type: string }> {
  const response = await fetch(`${hospital.url}/fhir`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json', ...headers },
    body,
  });
  return {
    status: response.status,
    outcome: (await response.json()) as Outcome,
    type: response.headers.get('content-type') ?? '',
  };
}
const cases = async (filter: string): Promise<Json[]> =>
  (await hospital.get(`/api/worklist?filter=${filter}`, people.issuer)).body.items as Json[];

test('without a machine’s token nothing is taken, whatever it looks like', async () => {
  for (const headers of [
    {},
    { authorization: 'Bearer' },
    { authorization: `Bearer ${MACHINE_TOKEN}x` },
    { authorization: `Basic ${MACHINE_TOKEN}` },
  ]) {
    const { status, outcome } = await post(bundle(), headers as Record<string, string>);
    assert.equal(status, 401);
    assert.equal(outcome.issue[0]?.code, 'login');
  }
  assert.equal(hospital.store.inbox.count('stored') + hospital.store.inbox.count('decided'), 0);
  assert.ok(hospital.log.some((line) => line.includes('"security"') && line.includes('FHIR_TOKEN')));
});

test('a positive bundle opens a case, answered by an OperationOutcome that tells the decision and not the patient', async () => {
  const { status, outcome, type } = await post(bundle());
  assert.equal(status, 200);
  assert.match(type, /application\/fhir\+json/);
  assert.equal(outcome.resourceType, 'OperationOutcome');
  assert.equal(outcome.issue[0]?.details.text, 'authorise: The laboratory reports a final positive result.');
  assert.doesNotMatch(JSON.stringify(outcome), /Exemple|TST-000418/);
  assert.equal((await cases('ready')).length, 1);
});

test('the same bundle again is the same message; a correction as a new bundle under the report’s id revokes', async () => {
  await post(bundle());
  assert.equal((await cases('ready')).length, 1);
  const corrected = bundle((resources, whole) => {
    whole.identifier = { value: 'nl-bundle-0002' };
    find(resources, 'DiagnosticReport').status = 'corrected';
    Object.assign(find(resources, 'Observation'), {
      status: 'corrected',
      valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: '260415000' }] },
    });
    find(resources, 'Specimen').identifier = [{ value: 'relabelled' }];
  });
  const { outcome } = await post(corrected);
  assert.match(outcome.issue[0]?.details.text ?? '', /^revoke: /);
  assert.equal((await cases('ready')).length, 0);
  assert.equal((await cases('revoked')).length, 1);
});

test('an observation entered in error revokes, whatever its report still says', async () => {
  const positive = (id: string, change: (resources: Json[]) => void = () => undefined): string =>
    bundle((resources, whole) => {
      whole.identifier = { value: id };
      find(resources, 'Patient').identifier = [{ system: 'urn:oid:2.999.2', value: 'TST-000777' }];
      change(resources);
    });
  await post(positive('e-1'));
  const wrong = positive('e-2', (resources) => {
    find(resources, 'Observation').status = 'entered-in-error';
  });
  assert.match((await post(wrong)).outcome.issue[0]?.details.text ?? '', /^revoke: .*entered in error/);
});

test('a report taken back as a whole, with none of its results, revokes its case', async () => {
  const about = (id: string, change: (resources: Json[], whole: Json) => void): string =>
    bundle((resources, whole) => {
      whole.identifier = { value: id };
      find(resources, 'Patient').identifier = [{ system: 'urn:oid:2.999.2', value: 'TST-000778' }];
      change(resources, whole);
    });
  await post(about('w-1', () => undefined));
  const back = about('w-2', (resources, whole) => {
    const report = find(resources, 'DiagnosticReport');
    Object.assign(report, { status: 'entered-in-error', result: [] });
    whole.entry = (whole.entry as { resource: Json }[]).filter(
      ({ resource }) => resource.resourceType !== 'Observation',
    );
  });
  assert.match((await post(back)).outcome.issue[0]?.details.text ?? '', /^revoke: .*entered in error/);
});

test('a report shared by its ids with another patient is another case', async () => {
  const other = bundle((resources) => {
    find(resources, 'Patient').identifier = [{ system: 'urn:oid:2.999.2', value: 'TST-000999' }];
  });
  assert.match((await post(other)).outcome.issue[0]?.details.text ?? '', /^authorise: /);
});

test('test tags, orders and Conditions open no case', async () => {
  const tagged = bundle((resources) => {
    find(resources, 'MessageHeader').meta = {
      tag: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0103', code: 'T' }],
    };
  });
  assert.match((await post(tagged)).outcome.issue[0]?.details.text ?? '', /^ignore: The message is marked as a test/);
  const order = bundle((resources) => {
    find(resources, 'MessageHeader').eventCoding = {
      system: 'http://terminology.hl7.org/CodeSystem/v2-0003',
      code: 'O21',
    };
  });
  assert.match((await post(order)).outcome.issue[0]?.details.text ?? '', /brings no results/);
});

test('what cannot be taken is refused with its reason and kept for a person', async () => {
  const bad: [string, string, RegExp][] = [
    ['{"resourceType":"Bundle"', 'invalid', /not one JSON document/],
    ['[]', 'structure', /one Bundle at a time/],
    ['{"resourceType":"Patient"}', 'not-supported', /this is Patient/],
    ['{"resourceType":"Bundle","type":"message"}', 'structure', /Bundle\.entry/],
    ['{"resourceType":"Bundle","type":"collection","entry":[]}', 'required', /no Observation/],
    [`${bundle()}\n${bundle()}`, 'invalid', /not one JSON document/],
  ];
  for (const [body, code, reason] of bad) {
    const { status, outcome } = await post(body);
    assert.equal(status, 422, body.slice(0, 40));
    assert.equal(outcome.issue[0]?.code, code);
    assert.match(outcome.issue[0]?.details.text ?? '', reason);
  }
  assert.equal(hospital.store.inbox.count('refused'), bad.length);
  assert.equal(
    (await post('x', { authorization: `Bearer ${MACHINE_TOKEN}`, 'content-type': 'text/plain' })).status,
    415,
  );
});
