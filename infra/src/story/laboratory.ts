import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { redate, sendMessages } from '@tallystick/his-adapter';
import { repositoryRoot } from '../dev/options.ts';

/** A positive result and its later correction, as one laboratory sends them. */
export type LaboratoryMessages = { readonly positive: string; readonly corrected: string };

const ownFixture = join(repositoryRoot, 'his-adapter', 'fixtures', 'oru-positive.hl7');
/** A real, de-identified message, where the folder of real data stands beside the checkout. */
const realMessage = join(
  repositoryRoot,
  '../shared/data/clinical/prime-reportstream/hl7/state-receivers/sample_AK_20240220-0001.hl7',
);

/** The message that the story is played with: a real one when it is there, otherwise the project's own. */
export function laboratoryMessageFile(): string {
  return existsSync(realMessage) ? realMessage : ownFixture;
}

type Segment = string[];
const segmentsOf = (text: string): Segment[] =>
  text
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .map((line) => line.split('|'));
const textOf = (segments: readonly Segment[]): string => `${segments.map((fields) => fields.join('|')).join('\r')}\r`;

/** Field numbers (as HL7 counts them; MSH-1 is the separator itself) that name a patient, an order or a specimen. */
const identifyingFields: Readonly<Record<string, readonly number[]>> = {
  PID: [3],
  ORC: [2, 3, 4],
  OBR: [2, 3],
  SPM: [2],
};

/** Makes it a message about somebody else: a story told twice is about two patients. */
function renamed(segments: readonly Segment[], suffix: string): Segment[] {
  return segments.map((fields) => {
    const numbers = identifyingFields[fields[0] ?? ''] ?? [];
    return fields.map((field, index) =>
      numbers.includes(index)
        ? field.replace(/(^|\^)([^^&~|]+)/, (_, start: string, id: string) => `${start}${id}${suffix}`)
        : field,
    );
  });
}

/** Sets a field, making the fields before it where they are missing. */
function withField(fields: Segment, index: number, value: string): Segment {
  const padded = [...fields, ...Array<string>(Math.max(0, index + 1 - fields.length)).fill('')];
  padded[index] = value;
  return padded;
}

/** The laboratory corrects itself: what was detected is not detected, status C. */
function corrected(segments: readonly Segment[]): Segment[] {
  return segments.map((fields) => {
    if (fields[0] === 'OBR') return withField(fields, 25, 'C');
    if (fields[0] === 'OBX' && /^(260373001|10828004)\^/.test(fields[5] ?? '')) {
      return withField(withField(withField(fields, 5, '260415000^Not detected^SCT'), 8, ''), 11, 'C');
    }
    return fields;
  });
}

/** Both messages, re-dated so that the specimen lies in the recent past, about a patient of this telling alone. */
export function laboratoryMessages(now: number): LaboratoryMessages {
  const suffix = String(randomInt(1_000_000)).padStart(6, '0');
  const dated = redate(readFileSync(laboratoryMessageFile(), 'utf8'), now * 1000);
  const segments = renamed(segmentsOf(dated), suffix);
  // MSH-10 stands at index 9, since MSH-1 is the separator itself.
  const withControlId = (all: readonly Segment[], id: string): Segment[] =>
    all.map((fields) => (fields[0] === 'MSH' ? withField(fields, 9, id) : fields));
  return {
    positive: textOf(withControlId(segments, `P${suffix}`)),
    corrected: textOf(withControlId(corrected(segments), `C${suffix}`)),
  };
}

/** Sends a message by MLLP; throws what the hospital answered when it did not accept it. */
export async function sendToHospital(port: number, message: string): Promise<void> {
  const [answer = ''] = await sendMessages({ host: '127.0.0.1', port }, [message]);
  if (!/\rMSA\|[AC]A\|/.test(answer)) throw new Error('The hospital did not accept the laboratory message.');
}
