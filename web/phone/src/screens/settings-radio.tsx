'use client';
import { intervalStart } from '@tallystick/protocol';
import { Button, Card, Facts } from '@tallystick/ui';
import type { JSX } from 'react';
import { agoInWords, momentInWords } from '../domain/words.ts';
import { bluetoothFeatures } from '../radio/features.ts';
import { useNow, usePhone, usePhoneState } from './phone-context.tsx';
import { useRadio } from './use-radio.ts';

/** How this phone hears: its tag, or the browser's own scan where there is one. */
export function SettingsRadio(): JSX.Element {
  const phone = usePhone();
  const { tag } = usePhoneState();
  const now = useNow();
  const radio = useRadio();
  const { tag: canPair, scan } = bluetoothFeatures();
  return (
    <Card title="Your tag" id="tag">
      {tag === null ? (
        <p>No tag is paired. Press the tag’s button, then pair it within a minute.</p>
      ) : (
        <Facts
          facts={[
            ['Paired', momentInWords(tag.pairedAt)],
            ['Last sync', tag.lastSync === null ? 'never' : agoInWords(tag.lastSync, now)],
            ['Battery', tag.battery === null ? 'unknown' : `${tag.battery} %`],
            [
              'Has numbers until',
              tag.identifiersUntil === null ? 'none yet' : momentInWords(intervalStart(tag.identifiersUntil)),
            ],
          ]}
        />
      )}
      {radio.problem === null ? null : (
        <p role="alert" className="ts-error">
          {radio.problem}
        </p>
      )}
      {canPair ? null : (
        <p className="ts-muted">This browser has no Web Bluetooth: warnings and sharing work, logging does not.</p>
      )}
      <div className="ts-cluster">
        {tag !== null && canPair ? (
          <Button icon="refresh" isPending={radio.busy} onPress={radio.sync}>
            Sync now
          </Button>
        ) : null}
        {canPair ? (
          <Button icon="tag" isPending={radio.busy} onPress={radio.pair}>
            {tag === null ? 'Pair your tag' : 'Pair another tag'}
          </Button>
        ) : null}
        {scan ? (
          <Button icon="bluetooth" isPending={radio.busy} onPress={radio.listen}>
            Listen with this device
          </Button>
        ) : null}
        {tag === null ? null : (
          <Button variant="quiet" onPress={() => void phone.forgetTag()}>
            Forget this tag
          </Button>
        )}
      </div>
    </Card>
  );
}
