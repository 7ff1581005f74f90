import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { canonicalJson, recordKey, transactionFunctions, utf8 } from '@tallystick/protocol';
import { contractClasses } from './contracts.ts';
import type { Simulation } from './testing/memory-ledger.ts';
import { people, type Request, requests, World } from './testing/world.ts';

const anchor = requests.anchor();
const text = canonicalJson(anchor.argument);

async function send(
  texts: readonly string[],
  transient: Record<string, Uint8Array> = { private: utf8(canonicalJson(anchor.private ?? null)) },
  request: Request = anchor,
): Promise<Simulation> {
  const world = await World.begin();
  return world.ledger.simulate({ ...world.proposal(request, texts), transient: new Map(Object.entries(transient)) });
}

suite('the one argument', () => {
  const refused: Record<string, readonly string[]> = {
    'is missing': [],
    'is not alone': [text, text],
    'is empty': [''],
    'is no JSON': ['{'],
    'is a list': ['[]'],
    'is null': ['null'],
    'has white space': [JSON.stringify(anchor.argument, null, 1)],
    'has its keys in another order': [
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse())),
    ],
    'has a key twice': [text.replace('{', '{"count":3,')],
    'has a number in another spelling': [text.replace('"count":3', '"count":3.0')],
    'has an escape in another spelling': [text.replace('"count"', '"\\u0063ount"')],
    'has a prototype': [text.replace('{', '{"__proto__":{},')],
    'is too long': [text + ' '.repeat(70_000)],
  };
  for (const [what, texts] of Object.entries(refused)) {
    test(`that ${what} is refused`, async () => {
      const { error, answer } = await send(texts);
      assert.equal(answer, undefined);
      assert.equal(error?.code, 'BAD_REQUEST');
    });
  }

  test('in upper-case hex is refused: one value has one spelling', async () => {
    const { error } = await send([
      text.replace(/"root":"[0-9a-f]+"/, (root) => `"root"${root.slice(6).toUpperCase()}`),
    ]);
    assert.equal(error?.toText(), 'ROOT_LENGTH(root): A root has 32 bytes.');
  });

  test('is named where it is at fault, never quoted', async () => {
    const { errorText } = await send([text.replace('"count":3', '"count":"patient"')]);
    assert.equal(errorText, 'BAD_REQUEST(count): The request does not have the form that this operation takes.');
  });

  test('cannot put a text of its own into the error', async () => {
    const risk = requests.proposeRisk(1);
    const smuggled = { ...(risk.argument as object), content: { 'Jane Doe': { x: 1.5 } } };
    const { errorText } = await send([JSON.stringify(smuggled)], {}, risk);
    assert.equal(errorText, 'BAD_REQUEST: The request does not have the form that this operation takes.');
  });
});

suite('the transient field', () => {
  const refused: Record<string, Record<string, Uint8Array>> = {
    'is missing': {},
    'has another name': { secret: utf8(canonicalJson(anchor.private ?? null)) },
    'is not alone': { private: utf8(canonicalJson(anchor.private ?? null)), other: utf8('x') },
    'is empty': { private: new Uint8Array() },
    'is no UTF-8': { private: Uint8Array.of(0xff, 0xfe) },
    'is no JSON': { private: utf8('{') },
    'is not canonical': { private: utf8(JSON.stringify(anchor.private, null, 1)) },
    'is too long': { private: new Uint8Array(600_000).fill(32) },
  };
  for (const [what, transient] of Object.entries(refused)) {
    test(`that ${what} is refused`, async () => {
      const { error } = await send([text], transient);
      assert.equal(
        error?.toText(),
        'BAD_REQUEST(private): The request does not have the form that this operation takes.',
      );
    });
  }

  test('is refused where nothing must expire', async () => {
    const risk = requests.proposeRisk(1);
    const { error } = await send([canonicalJson(risk.argument)], { private: utf8('{}') }, risk);
    assert.equal(error?.field, 'private');
  });
});

suite('records:get', () => {
  const get = async (...texts: string[]): Promise<Simulation> => {
    const world = await World.begin();
    const stranger = { mspId: 'AuditorMSP', role: null, facility: null };
    return world.ledger.simulate({ ...world.proposal({ ...anchor, creator: stranger }, texts), name: 'records:get' });
  };

  test('answers with the canonical JSON of a record, to everybody', async () => {
    const { answer } = await get(recordKey.policy('channel', 1));
    const record = JSON.parse(answer ?? '') as { type: string; approvedBy: string };
    assert.equal(record.type, 'policy');
    assert.equal(record.approvedBy, people.auditorAdministrator.mspId);
    assert.equal(answer, canonicalJson(record));
  });

  test('answers with an empty text where there is none', async () => {
    assert.equal((await get(recordKey.export(1))).answer, '');
  });

  for (const key of ['', 'x', 'anchor/', 'anchor/XY', '\u0000anchor\u0000', `anchor/${'a'.repeat(65)}`]) {
    test(`refuses the key ${JSON.stringify(key)}`, async () => {
      assert.equal((await get(key)).error?.code, 'BAD_REQUEST');
    });
  }

  test('refuses no key and two keys', async () => {
    assert.equal((await get()).error?.code, 'BAD_REQUEST');
    assert.equal((await get('export/1', 'export/2')).error?.code, 'BAD_REQUEST');
  });
});

test('an unforeseen fault says nothing of its cause', async () => {
  const world = await World.begin();
  world.ledger.state.set(recordKey.policy('channel', 1), utf8('{"note":"Jane Doe"'));
  const { errorText, writes } = await world.send(anchor);
  assert.equal(errorText, 'INTERNAL: Something went wrong on our side.');
  assert.equal(writes.size, 0);
});

test('the contracts offer exactly the transactions of the protocol and records:get', async () => {
  const offered = contractClasses.flatMap((Contract) =>
    Object.getOwnPropertyNames(Contract.prototype)
      .filter((name) => name !== 'constructor')
      .map((name) => `${new Contract().getName()}:${name}`),
  );
  assert.deepEqual(offered.sort(), [...Object.keys(transactionFunctions), 'records:get'].sort());
});

test('an unknown function is refused in our own words', async () => {
  for (const Contract of contractClasses) {
    await assert.rejects(new Contract().unknownTransaction(), /^Error: BAD_REQUEST: /);
  }
});
