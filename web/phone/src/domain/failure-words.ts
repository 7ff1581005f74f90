import { errorCodes, isErrorCode } from '@tallystick/protocol';

/** An error in the three parts that every screen shows: what happened, what it means for me, what to do. */
export interface FailureWords {
  readonly happened: string;
  readonly means: string;
  readonly todo: string;
}

const words = (happened: string, means: string, todo: string): FailureWords => ({ happened, means, todo });

const askHospital = 'Ask the hospital for another code; they can make one at once.';
const tryLater = 'Nothing is lost. It is tried again by itself while this app is open.';
const distrust = 'This phone refuses what it cannot verify, so your last result stands.';
const tellSomebody = 'Try again later. If it stays, tell the health authority or the auditor about this message.';
const noTick =
  'Without it this phone does not believe the server, so there is no tick. Your log goes on and is safe on this phone.';
const askedAnew =
  'It is asked for anew by itself. If this stays, tell the health authority or the auditor about this message.';
const compare = 'Nothing was sent.';

const known: Readonly<Record<string, FailureWords>> = {
  OFFLINE: words('The server cannot be reached.', 'Your log goes on and is safe on this phone.', tryLater),
  AUDITOR_UNAVAILABLE: words(
    'The auditor cannot be reached.',
    'New results cannot be verified until it answers.',
    tryLater,
  ),
  LEDGER_UNAVAILABLE: words('The ledger cannot be reached.', 'Nothing new can be written at the moment.', tryLater),
  LEDGER_TIMEOUT: words(
    'The ledger has not answered in time.',
    'It may still have been accepted; it is never counted twice.',
    tryLater,
  ),
  CHANNEL_BUSY: words('The ledger is busy.', 'Your request waits its turn.', tryLater),
  RATE_LIMITED: words('Too many requests came from this connection.', 'The server asks for a pause.', tryLater),
  STORAGE_FULL: words(
    'Storage on this device is full.',
    'Nothing new can be kept; what is there is safe.',
    'Free some space, then come back.',
  ),
  CODE_MALFORMED: words(
    'This is not a whole code.',
    compare,
    'A code has 16 symbols, in four groups of four. Compare it with what you were given.',
  ),
  CODE_CHECK_FAILED: words(
    'One symbol of the code is wrong, or two are swapped.',
    compare,
    'Compare it with what you were given.',
  ),
  CODE_UNKNOWN: words(
    'No hospital has issued this code.',
    compare,
    'Compare it with what you were given, or ask the hospital.',
  ),
  CODE_USED: words(
    'This code has been used already.',
    'If you used it, your days are shared and there is nothing more to do.',
    `If it was not you, tell the hospital. ${askHospital}`,
  ),
  CODE_EXPIRED: words('This code has expired.', 'Nothing was shared with it.', askHospital),
  CODE_REVOKED: words(
    'The hospital has withdrawn this code.',
    'Perhaps the result was corrected.',
    'Ask the hospital whether you should get another one.',
  ),
  SIGNATURE_INVALID: words('The code does not fit these keys.', 'Nothing was shared.', askHospital),
  KEYS_MISSING: words('There is nothing to share for the days you chose.', compare, 'Choose other days.'),
  KEY_TOO_OLD: words('One of the days is too long ago.', 'Nothing was shared.', 'Choose days of the last two weeks.'),
  KEY_IN_FUTURE: words(
    'One of the days lies in the future for the ledger.',
    'Nothing was shared.',
    'Compare this device’s clock with the real time, then try again.',
  ),
  ONSET_IMPLAUSIBLE: words(
    'These days do not fit the day your symptoms began.',
    'Nothing was shared.',
    'Choose days closer to it, or ask the hospital.',
  ),
  ROOTS_MISMATCH: words('The receipt does not fit what this phone sent, or what the auditor saw.', noTick, askedAnew),
  NOT_ENDORSED: words('Fewer than two organisations have signed what the server promises.', noTick, askedAnew),
  ENDORSEMENT_INVALID: words(
    'A signature under it is not one of the organisations that this phone trusts.',
    noTick,
    askedAnew,
  ),
  ENDORSEMENT_MISMATCH: words('What the organisations signed is not what the server promises.', noTick, askedAnew),
  NOT_WITNESSED: words('The auditor has not confirmed what the server shows.', distrust, tellSomebody),
  WITNESS_INVALID: words('A confirmation is not signed by the auditor that this phone trusts.', distrust, tellSomebody),
  EXPORT_UNRECORDED: words(
    'The server shows a list of warnings that is not recorded on the ledger.',
    distrust,
    tellSomebody,
  ),
  EXPORT_ALTERED: words('A list of warnings is not the one recorded on the ledger.', distrust, tellSomebody),
  EXPORT_MISSING: words('A recorded list of warnings was left out.', distrust, tellSomebody),
  EXPORT_CHAIN: words('The lists of warnings do not follow one another.', distrust, tellSomebody),
  OTHER_NETWORK: words(
    'This is another network than the one this phone knows.',
    'Nothing is sent to it, and nothing from it is believed.',
    'If the network was set up anew on purpose, delete everything in Settings and begin again.',
  ),
  STALE: words(
    'The newest confirmation is too old.',
    'Somebody may be keeping newer warnings back. Your last result stands.',
    'Look whether this device’s clock is right, then check again.',
  ),
};

/** The words for a failure code; for one without words of its own, its general sentence. */
export function failureWords(code: string): FailureWords {
  const general = isErrorCode(code) ? errorCodes[code] : errorCodes.INTERNAL;
  return known[code] ?? words(general, 'Nothing is lost on this phone.', 'Try again in a while.');
}
