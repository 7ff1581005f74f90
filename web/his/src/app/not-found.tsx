import { BrandMark, Card } from '@tallystick/ui';
import type { ReactNode } from 'react';

export default function NotFound(): ReactNode {
  return (
    <main className="his-door">
      <div className="his-door-inner">
        <p className="ts-brand">
          <BrandMark />
          Tallystick
        </p>
        <Card>
          <h1>There is nothing at this address</h1>
          <p>It may have been mistyped.</p>
          <p>
            <a href="/">Go to the worklist</a>
          </p>
        </Card>
      </div>
    </main>
  );
}
