'use client';
import { Button, Countdown, formatMoment, groupCode, QrImage, Status } from '@tallystick/ui';
import { type JSX, useEffect, useRef, useState } from 'react';
import type { Issued } from '../api/shapes.ts';
import { now } from '../time.ts';

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // the browser refused; the text stands on the page and can be copied by hand
  }
}

/** The code to hand over: large and grouped, as a QR code, with the time left, and words for a message. */
export function CodePanel({ issued, onHide }: { issued: Issued; onHide: () => void }): JSX.Element {
  const [told, setTold] = useState('');
  const title = useRef<HTMLHeadingElement>(null);
  // What was pressed to get here is gone: go on at the code, which screen readers then say.
  useEffect(() => title.current?.focus(), []);
  const put = async (text: string, what: string): Promise<void> => {
    setTold((await copy(text)) ? `${what} copied.` : `${what} could not be copied; select it by hand.`);
  };
  return (
    <section className="ts-card his-code" data-tone="info" aria-labelledby="code-title">
      <div className="ts-card-head">
        <h2 id="code-title" ref={title} tabIndex={-1}>
          Code for the patient
        </h2>
        <span>
          Valid for <Countdown until={issued.expires} now={now} over="no longer: it has expired" />
        </span>
      </div>
      <p className="his-code-symbols" data-private>
        {groupCode(issued.code)}
      </p>
      <div className="his-code-body">
        <div data-private>
          <QrImage text={issued.link} label="The code as a picture, to be scanned with the patient’s phone" />
        </div>
        <div className="ts-stack">
          <p>
            Hand it to the patient alone: show the picture, print it, or send the message below. It can be used once,
            until {formatMoment(issued.expires, 'en-GB')}.
          </p>
          <div className="ts-cluster his-no-print">
            <Button variant="primary" icon="copy" onPress={() => void put(groupCode(issued.code), 'Code')}>
              Copy code
            </Button>
            <Button icon="print" onPress={() => window.print()}>
              Print
            </Button>
            <Button variant="quiet" onPress={onHide}>
              Hide
            </Button>
          </div>
        </div>
      </div>
      <div className="ts-stack-tight his-no-print">
        <h3>Text message</h3>
        <blockquote className="his-message" data-private>
          {issued.textMessage}
        </blockquote>
        <div className="ts-cluster">
          <Button icon="copy" onPress={() => void put(issued.textMessage, 'Message')}>
            Copy message
          </Button>
          <span className="ts-small ts-muted">
            It says nothing of a test or a diagnosis, in case somebody else sees it.
          </span>
        </div>
      </div>
      <Status>{told}</Status>
    </section>
  );
}
