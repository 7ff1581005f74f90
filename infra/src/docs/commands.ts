/** Every command that a document may show, and who runs it: so none stands there untried. */

/** How a kind of command is known to work. */
export type KnownCommand = {
  readonly pattern: RegExp;
} & (
  | /** A file of the repository that runs it, and what is to be found in it. */
  { readonly runBy: string; readonly evidence: RegExp }
  /** `commands.int.test.ts` runs it, or says why it cannot here. */
  | { readonly runHere: true }
);

/** In this order: the first pattern that fits counts. */
export const knownCommands: readonly KnownCommand[] = [
  { pattern: /^npm ci$/, runBy: '.ci/run', evidence: /^npm ci/m },
  { pattern: /^npm test$/, runBy: '.ci/run', evidence: /^npm test/m },
  { pattern: /^npm test -- /, runHere: true },
  { pattern: /^npm start -- --help$/, runHere: true },
  {
    pattern: /^npm start -- --network fabric$/,
    runBy: 'infra/src/docs/commands.int.test.ts',
    evidence: /startLedger\('fabric'/,
  },
  { pattern: /^npm start( -- .*)?$/, runBy: 'infra/src/dev/start.int.test.ts', evidence: /'start', '--json'/ },
  { pattern: /^npm run build -- --pins /, runBy: 'web/phone/build.int.test.ts', evidence: /practice: false, pins/ },
  { pattern: /^npm run demo$/, runBy: 'infra/src/e2e/story.browser.test.ts', evidence: /whole story/ },
  { pattern: /^npm run status\b/, runHere: true },
  { pattern: /^npm run fabric -- (up|status)$/, runHere: true },
  {
    pattern: /^npm run fabric -- (down|reset)$/,
    runBy: 'infra/src/fabric/life.int.test.ts',
    evidence: /fabric\('down'\)[\s\S]*fabric\('reset'\)/,
  },
  { pattern: /^npm run ledger -- verify /, runBy: 'infra/src/network/verify.int.test.ts', evidence: /'cli'|cli\/main/ },
  {
    pattern: /^npm run conformance( -- .*)?$/,
    runBy: 'infra/src/conformance/conformance.int.test.ts',
    evidence: /'conformance', \.\.\.args/,
  },
  {
    pattern: /^npm run localnet -- --chaincode /,
    runBy: 'chain/localnet/src/main.int.test.ts',
    evidence: /'--chaincode', FIXTURE/,
  },
  {
    pattern: /^npm run ledger -- (backup|restore) /,
    runBy: 'infra/src/ledger/backup.int.test.ts',
    evidence: /ledgerCommand\('backup'[\s\S]*ledgerCommand\('restore'/,
  },
  {
    pattern: /^npm run policy -- (show|propose|approve) /,
    runBy: 'infra/src/policy/policy.int.test.ts',
    evidence: /policy\('(show|propose|approve)'/,
  },
  { pattern: /^npm run faults( -- .*)?$/, runBy: 'infra/src/faults/faults.int.test.ts', evidence: /runFaults\(/ },
  {
    pattern: /^npm run bench:ledger( -- .*)?$/,
    runBy: 'infra/src/bench/bench.int.test.ts',
    evidence: /'bench:ledger'/,
  },
  {
    pattern: /^npm run bench:growth( -- .*)?$/,
    runBy: 'infra/src/bench/growth/growth.int.test.ts',
    evidence: /'bench:growth'/,
  },
  { pattern: /^npm run his:send -- /, runBy: 'his-adapter/src/cli/send.int.test.ts', evidence: /send\.ts/ },
  {
    pattern: /^curl http:\/\/127\.0\.0\.1:\d+\/(status|readyz)$/,
    runBy: 'infra/src/api/refusals.int.test.ts',
    evidence: /\/status/,
  },
  { pattern: /^tar -czf backup\.tgz \.data$/, runHere: true },
  {
    pattern: /^node --test infra\/src\/docs\/interfaces\.test\.ts$/,
    runBy: 'infra/src/testing/main.ts',
    evidence: /run\(/,
  },
];
