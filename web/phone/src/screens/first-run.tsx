'use client';
import { Button } from '@tallystick/ui';
import { type JSX, useState } from 'react';
import { usePhone } from './phone-context.tsx';

const pages = [
  {
    title: 'Know when you were near somebody who fell ill',
    body: [
      'Your companion tag and the tags of people nearby exchange random numbers that change every ten minutes. This phone writes down which ones it heard, when, and how close.',
      'When somebody is diagnosed and agrees, their numbers are published. This phone compares them with its log, here, and tells you.',
    ],
    next: 'What leaves this phone?',
  },
  {
    title: 'Your log stays on this phone',
    body: [
      'Whom you met, where and when never leaves it, and is deleted after 14 days. There is no account, no name, no number.',
      'Once a day it sends a seal of 32 bytes over that day’s log: nobody can read anything from it, and later nobody can say that the log was changed. Once a day it sends an answer with so much chance in it that it says nothing about you.',
      'Your own numbers are published only if you are diagnosed, have a code from the hospital, and choose to.',
    ],
    next: 'What does it ask for?',
  },
  {
    title: 'It asks for little, one thing at a time',
    body: [
      'Bluetooth, when you pair your tag. The camera, only if you scan a code. Storage that the browser does not clear by itself.',
      'Warnings arrive when you open the app: a browser gives it no dependable way to wake up. Open it once a day.',
    ],
    next: 'Begin',
  },
] as const;

/** Three short pages: what it does, what leaves the phone and what never does, what it asks for and why. */
export function FirstRun(): JSX.Element {
  const phone = usePhone();
  const [at, setAt] = useState(0);
  const page = pages[at] ?? pages[0];
  const last = at === pages.length - 1;
  return (
    <div className="ts-stack-loose phone-first-run">
      <div className="ts-stack">
        <p className="ts-small ts-muted">
          {at + 1} of {pages.length}
        </p>
        <h1>{page.title}</h1>
        <div className="ts-notches" aria-hidden="true" />
        {page.body.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </div>
      <div className="ts-stack-tight">
        <Button variant="primary" size="large" block onPress={() => (last ? void phone.start() : setAt(at + 1))}>
          {page.next}
        </Button>
        {at > 0 ? (
          <Button variant="quiet" block onPress={() => setAt(at - 1)}>
            Back
          </Button>
        ) : null}
      </div>
    </div>
  );
}
