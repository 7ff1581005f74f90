import { developmentAccounts } from '../issuer/accounts.ts';
import { defaultPortBase } from './options.ts';
import type { StackFacts } from './services.ts';

/** What the terminal shows once everything is ready: where things are, the accounts, what to try next. */
export function welcome({ ports, dataDir, windowSeconds, embedded, machineTokensFile }: StackFacts): string {
  const port = ports.phone === defaultPortBase ? '' : ` --port ${ports.mllp}`;
  const accounts = developmentAccounts
    .map(
      ({ username, password, roles, facility }) =>
        `      ${username} / ${password}   ${roles.join(' + ')} at ${facility}`,
    )
    .join('\n');
  return `
  Tallystick is ready.

    The phone app         http://localhost:${ports.phone}
    Statistics, ledger    http://localhost:${ports.phone}/stats   http://localhost:${ports.phone}/ledger
    The hospital's view   http://127.0.0.1:${ports.his}
    GraphQL               http://localhost:${ports.phone}/graphiql   (schema at /schema.graphql)
    Laboratory messages   MLLP on 127.0.0.1:${ports.mllp}, FHIR at http://127.0.0.1:${ports.adapter}/fhir
                          (bearer token in ${machineTokensFile})

    Accounts of the development sign-in
${accounts}

    One operator holds every key of this ${embedded ? 'embedded network' : 'network on one machine'}: it is for trying and developing, not for real use.
    Exports come every ${windowSeconds} s here (4 h in operation). Data: ${dataDir}

  Try next
    npm run demo                                        the whole story, told step by step
    npm run his:send -- his-adapter/fixtures/oru-positive.hl7 --today${port}
    npm run status                                      services, heights, queues
  Ctrl-C ends all of it; the data stays.
`;
}
