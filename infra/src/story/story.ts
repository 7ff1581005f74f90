import type { Ports } from '../dev/ports.ts';
import { Air } from '../virtual-tag/index.ts';
import { Clinician } from './clinician.ts';
import { laboratoryMessages, sendToHospital } from './laboratory.ts';
import { type LedgerView, ledgerView, untilLedger } from './ledger-view.ts';
import { momentsOf } from './moments.ts';
import { VirtualPhone } from './virtual-phone.ts';

/** Who takes part. */
export type Cast = {
  readonly a: VirtualPhone;
  readonly b: VirtualPhone;
  readonly c: VirtualPhone;
  readonly clinician: Clinician;
};

/** The chapters, in order. */
export const chapterIds = [
  'paired',
  'met',
  'sealed',
  'reported',
  'confirmed',
  'shared',
  'warned',
  'answered',
  'corrected',
] as const;
export type ChapterId = (typeof chapterIds)[number];

/** Something that happened, for whoever tells or checks the story. */
export type Chapter = {
  readonly id: ChapterId;
  readonly title: string;
  /** What happened, in a sentence or two. */
  readonly text: string;
  /** What stands on the ledger afterwards. */
  readonly ledger: LedgerView;
};

/** What a story needs to be played. */
export type StoryOptions = {
  readonly ports: Ports;
  readonly headed?: boolean;
  /** Called with the code, which nobody but A's holder and tests that look for leaks may know. */
  readonly onCode?: (code: string) => void;
  /** Called after every chapter, before the next begins. */
  readonly tell: (chapter: Chapter, cast: Partial<Cast>) => Promise<void>;
};

/** How loud two tags at a table hear one another, dBm. */
const NEAR = -50;
const MEETING_SECONDS = 20 * 60;

/**
 * Plays the whole story against a running system: three phones, of which A and B meet for twenty minutes; a laboratory,
 * a clinician, a publication, a warning, answers, a correction. Throws at the first thing that does not come about.
 */
export async function playStory({ ports, headed = false, tell, onCode }: StoryOptions): Promise<void> {
  const origin = `http://localhost:${ports.phone}`;
  const cast: { -readonly [K in keyof Cast]?: Cast[K] } = {};
  const chapter = async (id: ChapterId, title: string, text: string): Promise<void> =>
    tell({ id, title, text, ledger: await ledgerView(origin) }, cast);
  const now = Math.floor(Date.now() / 1000);
  const { meeting, dayAfter } = momentsOf(now);
  const before = await ledgerView(origin);
  const air = new Air();
  try {
    for (const name of ['a', 'b', 'c'] as const) {
      const phone = await VirtualPhone.open({ name: name.toUpperCase(), origin, air, headed });
      cast[name] = phone;
      await phone.firstRun(meeting);
      await phone.pair();
    }
    const { a, b, c } = cast as Cast;
    await chapter(
      'paired',
      'Three phones, each paired with its tag',
      'Each browser is a phone of its own; its clock shows noon two days ago.',
    );

    air.place(a.tag, b.tag, NEAR);
    await air.spend(MEETING_SECONDS);
    air.place(a.tag, b.tag, null);
    for (const phone of [a, b, c]) {
      await phone.setClock(meeting + MEETING_SECONDS);
      await phone.sync();
      await phone.visit('Log');
    }
    await chapter(
      'met',
      'A and B meet for twenty minutes, C stays away',
      'The tags heard one another; the phones fetched what they heard. Nothing left them.',
    );

    for (const phone of [a, b, c]) {
      await phone.setClock(dayAfter);
      await phone.sync();
      await phone.round();
      await phone.visit('Log');
    }
    await untilLedger(origin, 'the three commitments', (view) => view.commitments >= before.commitments + 3);
    await chapter(
      'sealed',
      'The day is sealed',
      'Each phone sent one number of 32 bytes; the ledger holds one root for all of them.',
    );

    const { positive, corrected } = laboratoryMessages(now);
    await sendToHospital(ports.mllp, positive);
    cast.clinician = await Clinician.signIn(`http://127.0.0.1:${ports.his}`, { headed });
    await cast.clinician.openReadyCase();
    await chapter(
      'reported',
      'A laboratory result arrives',
      'By MLLP; it is stored before it is acknowledged, decided on, and waits for a clinician.',
    );

    const code = await cast.clinician.confirm();
    onCode?.(code);
    await untilLedger(origin, 'the authorisation', (view) => view.authorisations > before.authorisations);
    await chapter(
      'confirmed',
      'The clinician confirms',
      'The code is shown once; the ledger holds a one-time key and no patient.',
    );

    await a.share(code);
    await untilLedger(origin, 'the publication', (view) => view.publications > before.publications);
    await chapter(
      'shared',
      'A shares with the code',
      'Signed by the key that the code gives; nobody between phone and ledger can use it for other keys.',
    );

    await untilLedger(origin, 'the export', (view) => view.exports.real > before.exports.real);
    for (const phone of [b, c, a]) await phone.checkUntil((level) => level === (phone === b ? 'warning' : 'none'));
    await chapter(
      'warned',
      'B is warned, C is not',
      'Each phone fetched the signed file, checked record and witness, and matched on the phone.',
    );

    const day = Math.floor(Date.now() / 86_400_000);
    const answersOf = (view: LedgerView): number => view.answers.find((entry) => entry.day >= day - 1)?.answers ?? 0;
    for (const phone of [a, b, c]) await phone.round();
    await untilLedger(origin, 'the three answers', (view) => answersOf(view) >= answersOf(before) + 3);
    await chapter(
      'answered',
      'Everybody answers',
      'One answer each, randomised on the phone: it can be shown that contacts were warned.',
    );

    await sendToHospital(ports.mllp, corrected);
    await untilLedger(origin, 'the revocation', (view) => view.revocations > before.revocations);
    await untilLedger(origin, 'the revised export', (view) => view.exports.revised > before.exports.revised);
    await b.checkUntil((level) => level !== 'warning');
    await chapter(
      'corrected',
      'The laboratory corrects itself',
      'The authorisation is revoked, the next export says so, and B’s warning is withdrawn with an explanation.',
    );
  } finally {
    for (const member of Object.values(cast)) await member?.close();
  }
}
