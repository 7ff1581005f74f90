import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { redate } from '../hl7/redate.ts';
import { startHospital, type TestHospital } from '../testing/hospital.ts';
import { fixture } from '../testing/paths.ts';
import { sendMessages } from './client.ts';
import { createFrameReader, frame } from './frames.ts';

// Real sockets against the listener of a running adapter.
let hospital: TestHospital;
before(async () => {
  hospital = await startHospital({ mllp: { host: '127.0.0.1', port: 0, maxBytes: 8192 } });
});
after(() => hospital?.stop());

/** A raw connection whose answers are read one by one. */
class Peer {
  readonly socket: Socket = connect(hospital.adapter.mllpPort, '127.0.0.1');
  readonly #reader = createFrameReader({ maxBytes: 65_536, headBytes: 16 });
  readonly #answers: string[] = [];
  #arrived: () => void = () => undefined;

  constructor() {
    this.socket.on('data', (chunk: Buffer) => {
      for (const event of this.#reader.feed(chunk))
        if (event.kind === 'frame') this.#answers.push(Buffer.from(event.bytes).toString());
      this.#arrived();
    });
  }

  /** The next answer, its lines joined by `\n`; an empty text after the deadline. */
  async answer(milliseconds = 5000): Promise<string> {
    if (this.#answers.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return (this.#answers.shift() ?? '').replaceAll('\r', '\n');
  }
}

let peer: Peer;
test.beforeEach(() => {
  peer = new Peer();
});
test.afterEach(() => peer.socket.destroy());

const message = (id: string, changes: (text: string) => string = (text) => text): Buffer =>
  Buffer.from(changes(redate(fixture('oru-negative.hl7').toString().replaceAll('NL-0004', id), Date.now())));
const sendFrame = (bytes: Uint8Array): boolean => peer.socket.write(frame(bytes));
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const lastMessage = (): ReturnType<TestHospital['store']['inbox']['get']> =>
  hospital.store.inbox.list(['stored', 'decided', 'ignored', 'refused', 'failed'], 1)[0];

test('AA echoes the control id, and only after the message is stored', async () => {
  sendFrame(message('T-1'));
  assert.match(await peer.answer(), /^MSH\|.*\nMSA\|AA\|T-1\n$/s);
  assert.equal(lastMessage()?.controlId, 'T-1');
});

test('a message split into single bytes, and two messages in one packet', async () => {
  for (const byte of frame(message('T-2'))) peer.socket.write(Uint8Array.of(byte));
  assert.match(await peer.answer(), /MSA\|AA\|T-2\n/);
  peer.socket.write(Buffer.concat([frame(message('T-3')), frame(message('T-4'))]));
  assert.match(await peer.answer(), /MSA\|AA\|T-3\n/);
  assert.match(await peer.answer(), /MSA\|AA\|T-4\n/);
});

test('garbage between frames is left out and told in the log', async () => {
  peer.socket.write(
    Buffer.concat([text('\r\nnoise'), frame(message('T-5')), text('more noise'), frame(message('T-6'))]),
  );
  assert.match(await peer.answer(), /MSA\|AA\|T-5\n/);
  assert.match(await peer.answer(), /MSA\|AA\|T-6\n/);
  assert.ok(hospital.log.some((line) => line.includes('mllp-garbage')));
});

test('a frame that is no HL7: AR with an ERR segment and a reason, kept, and the connection lives', async () => {
  sendFrame(text('GET / HTTP/1.1'));
  const answer = await peer.answer();
  assert.match(answer, /MSA\|AR\|\n/);
  assert.match(answer, /ERR\|\|\|100\^Segment sequence error\^HL70357\|E\|\|\|\|.*no HL7 v2 message/);
  assert.equal(lastMessage()?.state, 'refused');
  assert.equal(Buffer.from(lastMessage()?.raw ?? []).toString(), 'GET / HTTP/1.1');
  sendFrame(message('T-7'));
  assert.match(await peer.answer(), /MSA\|AA\|T-7\n/);
});

test('a message cut in two by a new frame: the first half AR, the whole one AA', async () => {
  const whole = message('T-8');
  peer.socket.write(Buffer.concat([Uint8Array.of(0x0b), whole.subarray(0, 300), frame(whole)]));
  const refused = await peer.answer();
  assert.match(refused, /MSA\|AR\|T-8\n/);
  assert.match(refused, /the message was cut/);
  assert.match(await peer.answer(), /MSA\|AA\|T-8\n/);
});

test('two halves in two frames are both refused, each with its reason', async () => {
  const whole = message('T-9');
  const middle = whole.indexOf('OBX|1') + 40;
  sendFrame(whole.subarray(0, middle));
  assert.match(await peer.answer(), /MSA\|AE\|T-9\nERR\|\|\|101\^Required field missing.*the message is cut/s);
  sendFrame(whole.subarray(middle));
  assert.match(await peer.answer(), /MSA\|AR\|\nERR/);
});

test('a message cut by the end of the connection is kept for a person', async () => {
  const refusedBefore = hospital.store.inbox.count('refused');
  peer.socket.end(Buffer.concat([Uint8Array.of(0x0b), message('T-10').subarray(0, 200)]));
  const deadline = Date.now() + 5000;
  while (hospital.store.inbox.count('refused') === refusedBefore && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.equal(lastMessage()?.code, 'FRAME_CUT');
});

test('an unknown type is AR 200, an unknown event AR 201', async () => {
  sendFrame(message('T-11', (content) => content.replace('ORU^R01', 'VXU^V04')));
  assert.match(await peer.answer(), /MSA\|AR\|T-11\nERR\|\|\|200\^Unsupported message type/);
  sendFrame(message('T-12', (content) => content.replace('ORU^R01', 'ORU^Z99')));
  assert.match(await peer.answer(), /MSA\|AR\|T-12\nERR\|\|\|201\^/);
});

test('orders and patient administration: AA, ignored with the reason kept', async () => {
  for (const name of ['oml-order.hl7', 'adt-admission.hl7']) {
    sendFrame(fixture(name));
    assert.match(await peer.answer(), /MSA\|AA\|NL-000[67]\n/);
    assert.equal(lastMessage()?.state, 'ignored');
    assert.equal(lastMessage()?.code, 'TYPE_IGNORED');
  }
  sendFrame(message('T-13', (content) => content.replace('ORU^R01', 'ORM^O01')));
  assert.match(await peer.answer(), /MSA\|AA\|T-13\n/);
});

test('the cap: refused with its size, and the connection lives', async () => {
  sendFrame(message('T-14', (content) => `${content}NTE|1|L|${'x'.repeat(9000)}\r`));
  const answer = await peer.answer();
  assert.match(answer, /MSA\|AR\|T-14\n/);
  assert.match(answer, /8192 are taken at most/);
  sendFrame(message('T-15'));
  assert.match(await peer.answer(), /MSA\|AA\|T-15\n/);
});

test('a retransmission is answered byte for byte the same and stored once; the same id with other content is new', async () => {
  const one = message('T-16');
  sendFrame(one);
  const first = await peer.answer();
  const stored = lastMessage()?.id;
  sendFrame(one);
  assert.equal(await peer.answer(), first);
  assert.equal(lastMessage()?.id, stored);
  sendFrame(message('T-16', (content) => content.replace('Sampleton', 'Elsewhere')));
  assert.match(await peer.answer(), /MSA\|AA\|T-16\n/);
  assert.notEqual(lastMessage()?.id, stored);
});

test('enhanced mode: the accept acknowledgement first, then the application’s where it is asked for', async () => {
  sendFrame(message('T-17', (content) => content.replace('|NE|NE|', '|AL|AL|')));
  assert.match(await peer.answer(), /MSA\|CA\|T-17\n/);
  assert.match(await peer.answer(), /MSA\|AA\|T-17\n/);
  sendFrame(message('T-18', (content) => content.replace('|NE|NE|', '|AL|NE|').replace('ORU^R01', 'VXU^V04')));
  assert.match(await peer.answer(), /MSA\|CR\|T-18\nERR/);
  assert.equal(await peer.answer(100), '');
});

test('a batch in one frame: every message stored and answered', async () => {
  const batch = Buffer.concat([
    text('FHS|^~\\&\rBHS|^~\\&\r'),
    message('T-19'),
    message('T-20'),
    text('BTS|2\rFTS|1\r'),
  ]);
  sendFrame(batch);
  assert.match(await peer.answer(), /MSA\|AA\|T-19\n/);
  assert.match(await peer.answer(), /MSA\|AA\|T-20\n/);
});

test('many connections at once, each with its own answers', async () => {
  const target = { host: '127.0.0.1', port: hospital.adapter.mllpPort };
  const all = await Promise.all(
    Array.from({ length: 10 }, (_one, number) =>
      sendMessages(target, [message(`C-${number}-a`), message(`C-${number}-b`)]),
    ),
  );
  all.forEach((answers, number) => {
    assert.match(answers[0] ?? '', new RegExp(`MSA\\|AA\\|C-${number}-a\r`));
    assert.match(answers[1] ?? '', new RegExp(`MSA\\|AA\\|C-${number}-b\r`));
  });
});

test('a store that fails says AE and keeps nothing back as accepted', async () => {
  hospital.store.db.run("CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'disk full'); END");
  try {
    sendFrame(message('T-21'));
    assert.match(await peer.answer(), /MSA\|AE\|T-21\nERR\|\|\|207\^Application internal error/);
  } finally {
    hospital.store.db.run('DROP TRIGGER full');
  }
  sendFrame(message('T-21'));
  assert.match(await peer.answer(), /MSA\|AA\|T-21\n/);
});

test('no line of the log holds anything of the messages', () => {
  const all = hospital.log.join('');
  assert.ok(all.includes('message-decided'));
  for (const secret of ['Beispiel', 'TST-000417', '19840617', 'ACC-5', 'T-16', '127.0.0.1', 'NORTHLAB']) {
    assert.equal(all.includes(secret), false, secret);
  }
});
