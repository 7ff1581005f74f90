import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText } from './charset.ts';
import {
  components,
  Hl7SyntaxError,
  parseMessage,
  repetitions,
  splitMessages,
  subcomponents,
  unescapeText,
  value,
} from './message.ts';

const HEADER = 'MSH|^~\\&|APP|FAC|||20260101||ORU^R01|1|P|2.5.1';
const obx = (text: string): ReturnType<typeof parseMessage> => parseMessage(`${HEADER}\r${text}\r`);

test('MSH counts its own separator as field 1', () => {
  const message = parseMessage(`${HEADER}\r`);
  assert.equal(value(message, message.segments[0], 3), 'APP');
  assert.equal(value(message, message.segments[0], 9, 2), 'R01');
  assert.equal(value(message, message.segments[0], 12), '2.5.1');
});

test('other separators and a fifth encoding character', () => {
  const message = parseMessage('MSH#*~\\&!#APP#FAC####ORU*R01#1\rPID#1##12*x~13\r');
  const [msh, pid] = message.segments;
  assert.equal(value(message, msh, 3), 'APP');
  assert.equal(value(message, pid, 3, 1), '12');
  assert.equal(repetitions(message, pid!, 3).length, 2);
});

test('CR, LF and both end segments', () => {
  for (const end of ['\r', '\n', '\r\n']) {
    const message = parseMessage([HEADER, 'PID|1', 'OBR|1'].join(end) + end);
    assert.deepEqual(
      message.segments.map(({ name, terminated }) => `${name}${terminated}`),
      ['MSHtrue', 'PIDtrue', 'OBRtrue'],
    );
  }
});

test('a line break inside a field does not make a segment of the rest', () => {
  const message = obx('NTE|1|L|first line\nsecond line, still the note');
  assert.equal(message.segments.length, 2);
  assert.match(value(message, message.segments[1], 3), /first line\nsecond line/);
});

test('components, subcomponents and escapes', () => {
  const message = obx('OBX|1|ST|a^b&c\\T\\d^\\X41C3A9\\\\.br\\x\\Q\\||');
  const raw = message.segments[1]?.fields[3] ?? '';
  assert.deepEqual(components(message, raw), ['a', 'b', 'Aé\nx\\Q\\']);
  assert.deepEqual(subcomponents(message, raw, 2), ['b', 'c&d']);
  assert.equal(unescapeText(message, '\\F\\\\S\\\\R\\\\E\\'), '|^~\\');
});

test('an explicit null is no value', () => {
  const message = obx('OBX|1|""|a');
  assert.equal(value(message, message.segments[1], 2), '');
});

test('a batch is cut into its messages', () => {
  const batch = `FHS|^~\\&\rBHS|^~\\&\r${HEADER}\rPID|1\r${HEADER}\rPID|2\rBTS|2\rFTS|1\r`;
  assert.deepEqual(splitMessages(batch), [`${HEADER}\rPID|1\r`, `${HEADER}\rPID|2\r`]);
});

test('what does not begin with a header is no HL7', () => {
  for (const text of ['', 'GET / HTTP/1.1', 'PID|1\rMSH|^~\\&', '{"a":1}', 'MSH']) {
    assert.throws(() => splitMessages(text).map(parseMessage), Hl7SyntaxError);
  }
});

test('law: no text makes the parser fail otherwise than by its own error', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (tail) => {
      try {
        for (const text of splitMessages(`MSH${tail}`)) parseMessage(text);
      } catch (error) {
        assert.ok(error instanceof Hl7SyntaxError);
      }
    }),
  );
});

test('UTF-8 first, then what is declared, then Latin-1', () => {
  const declared = (charset: string): Buffer => Buffer.from(`MSH|^~\\&|${'|'.repeat(15)}${charset}\rPID|1||`, 'latin1');
  assert.equal(decodeText(Buffer.from('MSH|é', 'utf8')).charset, 'utf-8');
  const greek = Buffer.concat([declared('8859/7'), Buffer.from([0xe1])]);
  assert.equal(decodeText(greek).text.at(-1), 'α');
  const latin = Buffer.concat([declared(''), Buffer.from([0xe4])]);
  assert.equal(decodeText(latin).text.at(-1), 'ä');
  const lying = Buffer.concat([declared('8859/1'), Buffer.from('é', 'utf8')]);
  assert.equal(decodeText(lying).text.at(-1), 'é');
});
