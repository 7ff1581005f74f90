'use client';
import { Banner, Button } from '@tallystick/ui';
import { QRCanvas, rearCamera } from 'qr/dom.js';
import { type JSX, useEffect, useRef, useState } from 'react';

/** Milliseconds between two looks at the picture: quick enough for a hand, slow enough for a battery. */
const LOOK = 150;

/** Reads a QR code with the camera; the picture is looked at here and goes nowhere. */
export function ScanCode({ onText, onEnd }: { onText: (text: string) => void; onEnd: () => void }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const found = useRef(onText);
  found.current = onText;
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    const player = video.current;
    if (player === null) return;
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop: () => void = () => undefined;
    const begin = async (): Promise<void> => {
      const camera = await rearCamera(player);
      stop = () => camera.stop();
      if (ended) stop();
      const canvas = new QRCanvas();
      const look = async (): Promise<void> => {
        const text = await camera.readFrame(canvas, true).catch(() => undefined);
        if (ended) return;
        if (typeof text === 'string') {
          ended = true;
          found.current(text);
        } else timer = setTimeout(() => void look(), LOOK);
      };
      await look();
    };
    begin().catch(() => setRefused(true));
    return () => {
      ended = true;
      clearTimeout(timer);
      stop();
    };
  }, []);
  return (
    <div className="ts-stack">
      <h1>Scan the code</h1>
      {refused ? (
        <Banner tone="warn" live="assertive" title="The camera cannot be used">
          It is not allowed for this site, or another app has it. You can allow it in the browser’s settings for this
          site, or type the code.
        </Banner>
      ) : (
        <>
          <p>Hold the phone so that the square of dots fills the picture.</p>
          <video ref={video} className="phone-camera" muted playsInline aria-label="Picture of the camera" />
        </>
      )}
      <Button block onPress={onEnd}>
        Type it instead
      </Button>
    </div>
  );
}
