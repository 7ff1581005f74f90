'use client';
import { Banner, Button, Card, Link } from '@tallystick/ui';
import { type JSX, useEffect, useState } from 'react';
import type { Neighbour, Whereabouts } from '../domain/neighbourhood.ts';
import { momentInWords } from '../domain/words.ts';
import { useNow, usePhoneState } from '../screens/phone-context.tsx';
import { FallIll } from './fall-ill.tsx';
import { practiceRadio } from './install.ts';
import { PersonRow } from './person-row.tsx';
import { phoneName } from './second-phone.ts';

const MINUTES = 20;

/** The practice radio's screen: who is near, time, and somebody who falls ill. */
export function PracticeScreen(): JSX.Element {
  const { radio, logVersion, clockOffset } = usePhoneState();
  const now = useNow();
  const [neighbours, setNeighbours] = useState<readonly Neighbour[]>([]);
  const [others, setOthers] = useState<Readonly<Record<string, Whereabouts>>>({});
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew when the log or a setting has changed
  useEffect(() => {
    void practiceRadio()
      .neighbourhood()
      .then((found) => setNeighbours(found.neighbours));
  }, [logVersion]);
  const run = (work: () => Promise<void>, after: string) => (): void => {
    setBusy(true);
    void work()
      .then(() => setSaid(after))
      .finally(() => setBusy(false));
  };
  const practice = practiceRadio();
  if (radio !== 'practice') {
    return (
      <div className="ts-stack-loose">
        <h1>Practice radio</h1>
        <p>
          No tag at hand? Live through the story with a simulated neighbourhood: choose who is near, let days pass, let
          somebody fall ill. Keys, ledger and warnings are real; the people are not.
        </p>
        <Button
          variant="primary"
          size="large"
          block
          isPending={busy}
          onPress={run(() => practice.begin(), 'It is noon, two days ago.')}
        >
          Begin two days ago
        </Button>
      </div>
    );
  }
  const near =
    neighbours.some(({ whereabouts }) => whereabouts !== 'away') || Object.values(others).some((one) => one !== 'away');
  return (
    <div className="ts-stack-loose">
      <div className="ts-stack-tight">
        <h1>Practice radio</h1>
        <p>
          On this phone it is <strong>{momentInWords(now)}</strong>
          {clockOffset === 0 ? ', the real time.' : '.'}
        </p>
      </div>
      {said === null ? null : <Banner tone="good">{said}</Banner>}
      <Card title="Who is near?">
        <ul className="phone-people">
          {neighbours.map((neighbour) => (
            <PersonRow
              key={neighbour.name}
              name={neighbour.name}
              whereabouts={neighbour.whereabouts}
              onChange={(whereabouts) => void practice.place(neighbour.name, whereabouts)}
            />
          ))}
          {practice.air.others.map((other) => (
            <PersonRow
              key={other}
              name={`${phoneName(other)}, in another window`}
              whereabouts={others[other] ?? 'away'}
              onChange={(whereabouts) => setOthers({ ...others, [other]: whereabouts })}
            />
          ))}
        </ul>
        <Button
          variant="primary"
          icon="clock"
          isPending={busy}
          isDisabled={!near}
          onPress={run(() => practice.spend(MINUTES * 60, others), `${MINUTES} minutes have passed. Look at your log.`)}
        >
          Spend {MINUTES} minutes together
        </Button>
      </Card>
      <Card title="Let time pass">
        <p>At the end of a day it is sealed; the ledger itself runs on real time.</p>
        <div className="ts-cluster">
          <Button
            isPending={busy}
            isDisabled={clockOffset === 0}
            onPress={run(() => practice.dayPasses(), 'A day has passed.')}
          >
            Let a day pass
          </Button>
          <Button
            isPending={busy}
            isDisabled={clockOffset === 0}
            onPress={run(() => practice.today(), 'It is today again.')}
          >
            Go to today
          </Button>
        </div>
      </Card>
      <FallIll neighbours={neighbours} />
      <Card title="A second phone">
        <p>
          Another window can be another phone, with a log and a code of its own. Open it, put it near, and spend time
          together: both hear one another.
        </p>
        <Link look="secondary" href="/?phone=b" target="_blank" icon="external">
          Open a second phone
        </Link>
      </Card>
    </div>
  );
}
