/**
 * `npm run his:send -- FILE [--today] [--port N] [--host H]`: sends a message (or each of a batch) by MLLP and shows
 * the answers. Exit status 0 when all were accepted, 1 when one was not, 2 when it could not be sent.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decodeText } from '../hl7/charset.ts';
import { splitMessages } from '../hl7/message.ts';
import { redate } from '../hl7/redate.ts';
import { sendMessages } from '../mllp/client.ts';

const USAGE = 'Usage: npm run his:send -- FILE [--today] [--port N] [--host H]';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      today: { type: 'boolean', default: false },
      port: { type: 'string', default: '3004' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (values.help || file === undefined || positionals.length > 1) {
    process.stdout.write(`${USAGE}\n`);
    return values.help ? 0 : 2;
  }
  const bytes = readFileSync(file);
  const answers = await sendMessages({ host: values.host, port: Number(values.port) }, messagesOf(bytes, values.today));
  for (const answer of answers) process.stdout.write(`${answer.replaceAll('\r', '\n').trim()}\n`);
  return answers.every((answer) => /\rMSA\|[AC]A\|/.test(answer)) ? 0 : 1;
}

/** What is no HL7 message goes out as it is: to see what is answered. */
function messagesOf(bytes: Uint8Array, today: boolean): (string | Uint8Array)[] {
  const { text } = decodeText(bytes);
  if (!/^\s*\uFEFF?(MSH|FHS|BHS)/.test(text)) return [bytes];
  return splitMessages(today ? redate(text, Date.now()) : text);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
  process.exitCode = 2;
}
