'use client';
import { Button, Icon, type IconName, Link, Status } from '@tallystick/ui';
import { type JSX, useEffect, useState } from 'react';
import { agoInWords } from '../domain/words.ts';
import { type Mend, type Working, working } from '../domain/working.ts';
import { bluetoothAvailable, bluetoothFeatures } from '../radio/features.ts';
import { useNow, usePhone, usePhoneState } from './phone-context.tsx';
import { type RadioActions, useRadio } from './use-radio.ts';

const icons: Readonly<Record<Working['light'], IconName>> = {
  on: 'check',
  resting: 'tag',
  paused: 'pause',
  unable: 'warning',
};

/** First question: is it working right now, since when, and the one action that mends it. */
export function HomeWorking(): JSX.Element {
  const state = usePhoneState();
  const now = useNow();
  const radio = useRadio();
  useAdapter();
  const { tag } = state;
  const answer = working({ ...state, now, bluetooth: bluetoothFeatures().tag });
  return (
    <section className="phone-answer" data-light={answer.light} aria-labelledby="working-title">
      <Status>
        <div className="phone-answer-head">
          <span className="phone-light" aria-hidden="true">
            <Icon name={icons[answer.light]} />
          </span>
          <h2 id="working-title">{answer.title}</h2>
        </div>
        <p>{answer.detail}</p>
      </Status>
      <p className="ts-small ts-muted">
        {answer.since === null || now - answer.since < 60 ? null : `Since ${agoInWords(answer.since, now)}. `}
        {tag?.lastSync == null ? null : `Synced ${agoInWords(tag.lastSync, now)}. `}
        {tag?.battery == null ? null : `Battery ${tag.battery} %.`}
      </p>
      {radio.problem === null ? null : (
        <p role="alert" className="ts-error">
          {radio.problem}
        </p>
      )}
      <MendButton mend={answer.mend} radio={radio} />
    </section>
  );
}

function MendButton({ mend, radio }: { mend: Mend; radio: RadioActions }): JSX.Element | null {
  const { scan } = bluetoothFeatures();
  if (mend === 'practice')
    return (
      <Link look="secondary" href="/practice" icon="people">
        Open the practice radio
      </Link>
    );
  if (mend === 'listen' || (mend === 'allow' && scan)) {
    return (
      <Button icon="bluetooth" isPending={radio.busy} onPress={radio.listen}>
        Listen again
      </Button>
    );
  }
  if (mend === 'pair' || mend === 'allow') {
    return (
      <Button icon="tag" isPending={radio.busy} onPress={radio.pair}>
        Pair your tag
      </Button>
    );
  }
  if (mend === 'sync' || mend === 'bluetooth-on') {
    return (
      <Button icon="refresh" isPending={radio.busy} onPress={radio.sync}>
        Sync your tag
      </Button>
    );
  }
  return null;
}

/** Follows whether the adapter is on: off is a state with a way back. */
function useAdapter(): void {
  const phone = usePhone();
  const [known, setKnown] = useState<boolean | null>(null);
  useEffect(() => {
    const { bluetooth } = navigator;
    if (bluetooth === undefined) return;
    const look = async (): Promise<void> => setKnown(await bluetoothAvailable());
    void look();
    bluetooth.addEventListener('availabilitychanged', look);
    return () => bluetooth.removeEventListener('availabilitychanged', look);
  }, []);
  useEffect(() => {
    const { radioState, radio } = phone.snapshot();
    const off = radioState.kind === 'trouble' && radioState.trouble === 'off';
    if (known === false && radio !== 'practice' && radio !== null) {
      phone.setRadio({ kind: 'trouble', trouble: 'off', since: phone.clock.now() });
    } else if (known === true && off) phone.setRadio({ kind: 'idle' });
  }, [known, phone]);
}
