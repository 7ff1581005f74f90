'use client';
import { Card, Disclosure, Facts, Link, shortHex } from '@tallystick/ui';
import type { JSX } from 'react';
import { lengthInWords, momentInWords } from '../domain/words.ts';
import { usePhoneState } from './phone-context.tsx';

/** Whom this phone believes, and by which rules it warns. */
export function SettingsNetwork(): JSX.Element {
  const { pins, otherNetwork, policy, clockOffset, serverAhead } = usePhoneState();
  return (
    <>
      <Card title="Whom this phone believes" id="pins">
        {pins === null ? (
          <p>No network is known yet: the first contact with the server brings it.</p>
        ) : (
          <>
            <p>
              {pins.embedded
                ? 'A development network: one operator runs all of it.'
                : 'Three organisations that do not control one another.'}
            </p>
            <Disclosure title="Pinned keys">
              <Facts
                facts={[
                  ['Network', <Mark key="network" hex={pins.network} />],
                  ['Auditor’s key', <Mark key="auditor" hex={pins.witnessKey} />],
                  ['Organisations', Object.keys(pins.organisations).join(', ') || 'none'],
                  ...(otherNetwork === null
                    ? []
                    : [['The server now shows', <Mark key="other" hex={otherNetwork} />] as const]),
                ]}
              />
            </Disclosure>
            <p className="ts-small">
              <Link href="/ledger">Look at the ledger</Link>
            </p>
          </>
        )}
      </Card>
      <Card title="When it warns" id="policy">
        {policy === null ? (
          <p>The policy in force comes with the first check.</p>
        ) : (
          <Facts
            facts={[
              ['Policy', `version ${policy.version}, since ${momentInWords(policy.inForceFrom)}`],
              ['Warning from', `${policy.content.warningMinutes} weighted minutes in a day`],
              ['Low exposure from', `${policy.content.lowMinutes} weighted minutes in a day`],
            ]}
          />
        )}
      </Card>
      <Card title="Clock" id="clock">
        <Facts
          facts={[
            [
              'This device against the server',
              Math.abs(serverAhead) < 60
                ? 'the same'
                : `${lengthInWords(Math.abs(serverAhead))} ${serverAhead > 0 ? 'behind' : 'ahead'}`,
            ],
            [
              'This app against the device',
              clockOffset === 0
                ? 'the same'
                : `${lengthInWords(Math.abs(clockOffset))} ${clockOffset < 0 ? 'behind' : 'ahead'} (practice)`,
            ],
          ]}
        />
      </Card>
    </>
  );
}

function Mark({ hex }: { hex: string }): JSX.Element {
  return (
    <span className="ts-code" title={hex}>
      {shortHex(hex, 8)}
    </span>
  );
}
