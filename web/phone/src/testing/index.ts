/** What tests of the phone share, in this room and where phones are put together with tags; for Node alone. */
export { builtPhone } from './built.ts';
export { type RecordedExport, TestLedger } from './ledger.ts';
export { adaShares, checkUntil, finishFirstRun, goTo, meetAda, openPhone, type PhonePage } from './phone-page.ts';
export { type Answered, type Lie, startServices, type TestServices } from './services.ts';
