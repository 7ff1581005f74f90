import type { PairedTag } from '../store/settings.ts';
import type { RadioState } from './radio-state.ts';

/** The one action that mends what is wrong. */
export type Mend = 'pair' | 'sync' | 'bluetooth-on' | 'allow' | 'listen' | 'show' | 'practice' | null;

/** The answer to "is it working right now?". */
export interface Working {
  /** `on` is only said when something was heard, or could have been, within the last minute. */
  readonly light: 'on' | 'resting' | 'paused' | 'unable';
  readonly title: string;
  readonly detail: string;
  /** Unix seconds of the phone since when it is so, null when unknown. */
  readonly since: number | null;
  readonly mend: Mend;
}

/** What the answer depends on. */
export interface WorkingSituation {
  /** Unix seconds of the phone. */
  readonly now: number;
  readonly radioState: RadioState;
  /** How this phone hears, null when that was never chosen. */
  readonly radio: 'tag' | 'scan' | 'practice' | null;
  readonly tag: Pick<PairedTag, 'lastSync' | 'battery' | 'identifiersUntil'> | null;
  /** This browser has Web Bluetooth. */
  readonly bluetooth: boolean;
  readonly logging: boolean;
  readonly visible: boolean;
  readonly storageFull: boolean;
}

const MINUTE = 60;
const INTERVAL = 600;

const words = (
  light: Working['light'],
  title: string,
  detail: string,
  mend: Mend = null,
  since: number | null = null,
): Working => ({ light, title, detail, since, mend });

/** Judges whether the phone logs. Never `on` on hope: a radio that has been silent for a minute is paused. */
export function working(situation: WorkingSituation): Working {
  const { radioState, logging, storageFull, radio, tag, bluetooth } = situation;
  if (storageFull) {
    return words(
      'unable',
      'Storage is full',
      'Nothing new can be kept. Free some space on this device; nothing is lost.',
    );
  }
  if (!logging)
    return words('paused', 'Logging in another tab', 'Tallystick is open twice. One tab logs, this one only shows.');
  if (radioState.kind === 'trouble') return trouble(radioState.trouble, radioState.since);
  if (radio === null) {
    return bluetooth
      ? words('unable', 'No tag yet', 'Pair the companion tag that broadcasts and listens for you.', 'pair')
      : words(
          'unable',
          'This browser has no Bluetooth',
          'Warnings and sharing work here. To log, use Chrome on Android, Windows, macOS or ChromeOS with a tag.',
        );
  }
  if (radio === 'tag') return byTag(situation, tag);
  return byListening(situation);
}

function trouble(kind: string, since: number): Working {
  if (kind === 'off')
    return words('unable', 'Bluetooth is off', 'Turn it on in this device’s settings.', 'bluetooth-on', since);
  if (kind === 'refused') {
    return words('unable', 'Bluetooth is not allowed', 'You can allow it again; your log is safe.', 'allow', since);
  }
  if (kind === 'absent') {
    return words(
      'unable',
      'This browser has no Bluetooth',
      'Warnings and sharing work here; logging does not.',
      null,
      since,
    );
  }
  return words(
    'paused',
    'The tag did not answer',
    'Bring it near and try again. It keeps what it has heard.',
    'sync',
    since,
  );
}

function byListening({ radioState, visible, now, radio }: WorkingSituation): Working {
  if (!visible) return words('paused', 'Logging is paused', 'It goes on while this page is in front.', 'show');
  const mend = radio === 'practice' ? 'practice' : 'listen';
  if (radioState.kind === 'listening' && now - radioState.alive <= MINUTE) {
    const detail =
      radio === 'practice' ? 'The practice radio hears the people you put nearby.' : 'Keep this page open.';
    return words('on', 'Logging', detail, null, radioState.since);
  }
  return words('paused', 'Logging is paused', 'Nothing has been heard in the last minute.', mend);
}

function byTag({ radioState, now }: WorkingSituation, tag: WorkingSituation['tag']): Working {
  if (tag === null)
    return words('unable', 'No tag yet', 'Pair the companion tag that broadcasts and listens for you.', 'pair');
  if (radioState.kind === 'connecting') return words('resting', 'Speaking with your tag', 'Keep it near for a moment.');
  if (tag.lastSync === null) return words('paused', 'Sync your tag', 'It has no identifiers to broadcast yet.', 'sync');
  if (radioState.kind === 'listening' && now - radioState.alive <= MINUTE) {
    return words('on', 'Logging', 'Your tag was heard just now.', null, radioState.since);
  }
  if (now - tag.lastSync <= MINUTE) return words('on', 'Logging', 'Your tag was synced just now.', null, tag.lastSync);
  const until = tag.identifiersUntil;
  if (until !== null && now >= until * INTERVAL) {
    return words(
      'paused',
      'Your tag has run out',
      'It has no identifiers left to broadcast.',
      'sync',
      until * INTERVAL,
    );
  }
  return words(
    'resting',
    'Your tag works by itself',
    'It logs without this page until its next sync.',
    'sync',
    tag.lastSync,
  );
}
