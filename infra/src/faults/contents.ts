import { type LedgerBlock, openLedger, type PrivateWrite, type PublicWrite } from '@tallystick/ledger';
import { anchorPrivate, answerLeaf, answersPrivate, organisations } from '@tallystick/protocol';
import { readTarget } from '../network/index.ts';
import { type Contents, type MutationKind, mutationKinds } from './journal.ts';

type Found = readonly [kind: MutationKind, name: string];

function publicly({ record }: PublicWrite): Found[] {
  if (record.type === 'authorisation') return [['authorisation', record.id]];
  if (record.type === 'publication') return [['publication', record.authorisation]];
  if (record.type === 'revocation') return [['revocation', record.authorisation]];
  return [];
}

function privately({ key = '', value }: PrivateWrite): Found[] {
  if (!('text' in value)) return [];
  const content: unknown = JSON.parse(value.text);
  if (key.startsWith('anchor/')) return anchorPrivate.parse(content).roots.map((root) => ['commitment', root]);
  if (!key.startsWith('answers/')) return [];
  return answersPrivate.parse(content).answers.map((answer) => ['answer', answerLeaf(answer)]);
}

/** What one block adds, each write of a valid transaction by itself: whoever writes twice is seen twice. */
function foundIn({ transactions }: LedgerBlock): Found[] {
  return transactions
    .filter(({ validationCode }) => validationCode === 0)
    .flatMap(({ writes, privateWrites }) => [...writes.flatMap(publicly), ...privateWrites.flatMap(privately)]);
}

/** Reads every block up to one, as the Authority sees them, and counts what stands in them. */
export async function contentsUpTo(targetFile: string, last: number, seconds = 120): Promise<Contents> {
  const counts = Object.fromEntries(mutationKinds.map((kind) => [kind, new Map<string, number>()])) as Record<
    MutationKind,
    Map<string, number>
  >;
  const ledger = await openLedger({
    target: readTarget(targetFile),
    organisation: organisations.authority,
    user: 'api',
  });
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  let reached = -1;
  try {
    for await (const block of ledger.blocks(0, { signal: stop.signal })) {
      for (const [kind, name] of foundIn(block)) counts[kind].set(name, (counts[kind].get(name) ?? 0) + 1);
      reached = block.number;
      if (reached >= last) stop.abort();
    }
  } finally {
    clearTimeout(timer);
    await ledger.close();
  }
  if (reached < last) throw new Error(`the blocks could be read up to ${reached}, and not up to ${last}`);
  return counts;
}
