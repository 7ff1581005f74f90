'use client';
import type { JSX, ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Disclosure as AriaDisclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { Heading } from 'react-aria-components/Heading';
import { Icon } from './icon.tsx';

/** More, for those who want it: a heading that opens what stands below it. */
export function Disclosure({
  title,
  level = 3,
  isOpenAtFirst = false,
  children,
}: {
  title: ReactNode;
  level?: 2 | 3 | 4;
  isOpenAtFirst?: boolean;
  children: ReactNode;
}): JSX.Element {
  return (
    <AriaDisclosure className="ts-disclosure" defaultExpanded={isOpenAtFirst}>
      <Heading level={level}>
        <AriaButton slot="trigger" className="ts-disclosure-trigger">
          <Icon name="chevron" />
          {title}
        </AriaButton>
      </Heading>
      <DisclosurePanel className="ts-disclosure-panel">{children}</DisclosurePanel>
    </AriaDisclosure>
  );
}
