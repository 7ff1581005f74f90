'use client';
import { Button, Disclosure, Icon, type IconName, Status } from '@tallystick/ui';
import type { JSX } from 'react';
import { checkedWords, exposureAnswer } from '../domain/exposure-answer.ts';
import { failureWords } from '../domain/failure-words.ts';
import { useNow, usePhone, usePhoneState } from './phone-context.tsx';

const icons: Readonly<Record<string, IconName>> = { none: 'shield', low: 'info', warning: 'bell', unknown: 'clock' };

/** Second question: have I been exposed, when was that looked up, and what it asks of me. */
export function HomeExposure(): JSX.Element {
  const phone = usePhone();
  const { exposure, check, checking, policy, clockOffset, firstDay } = usePhoneState();
  const now = useNow() - clockOffset;
  const answer = exposureAnswer(exposure, check, policy);
  const failure = check.code === null ? null : failureWords(check.code);
  return (
    <section className="phone-answer" data-level={answer.level} aria-labelledby="exposure-title">
      <Status>
        <div className="phone-answer-head">
          <span className="phone-light" aria-hidden="true">
            <Icon name={icons[answer.level] ?? 'info'} />
          </span>
          <h2 id="exposure-title">{answer.title}</h2>
        </div>
        {answer.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Status>
      {answer.advice.length === 0 ? null : (
        <ul className="phone-advice">
          {answer.advice.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {answer.withdrawn.map((line) => (
        <p key={line} className="phone-withdrawn">
          {line}
        </p>
      ))}
      {failure === null ? null : (
        <Disclosure title={failure.happened} level={3}>
          <p>{failure.means}</p>
          <p>{failure.todo}</p>
          <p className="ts-small ts-muted">Error code {check.code}</p>
        </Disclosure>
      )}
      <div className="ts-spread">
        <p className="ts-small ts-muted">
          {checking === null
            ? `${checkedWords(check, now, firstDay)} ${answer.decided}`
            : `Checking${checking.of > 0 ? `: ${checking.done} of ${checking.of} files` : ''} …`}
        </p>
        <Button variant="quiet" icon="refresh" isPending={checking !== null} onPress={() => void phone.check()}>
          Check now
        </Button>
      </div>
    </section>
  );
}
