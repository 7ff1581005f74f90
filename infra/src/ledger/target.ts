import { faultInWords, ledgerConfiguration } from '@tallystick/ledger';

/** What `npm run ledger -- target` says, and how it ends: a target file on standard output, or every fault. */
export type TargetOutcome = { readonly status: 0; readonly out: string } | { readonly status: 1; readonly err: string };

/**
 * The network as the environment of a service names it, by target file or by connection profile, as a target file that commands
 * take; or everything that is wrong with it. What a service would say at its start, without starting one.
 */
export function targetOfEnvironment(environment: NodeJS.ProcessEnv): TargetOutcome {
  const { config, faults } = ledgerConfiguration(environment);
  if (config !== undefined) return { status: 0, out: `${JSON.stringify(config.target, null, 2)}\n` };
  const missing =
    environment.LEDGER_ORGANISATION === undefined ? ['LEDGER_ORGANISATION: is missing. Set it to the own MSP id.'] : [];
  return { status: 1, err: `${[...missing, ...faults.map(faultInWords)].join('\n')}\n` };
}
