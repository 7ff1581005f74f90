'use client';
import type { JSX, ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components/Tabs';

/** One tab with what it shows. */
export interface TabItem {
  id: string;
  label: ReactNode;
  content: ReactNode;
}

/** What tabs take. */
export interface TabsProps {
  /** Said by screen readers before the tabs. */
  label: string;
  items: readonly TabItem[];
  selected?: string;
  onSelect?: (id: string) => void;
}

/** A few views of the same thing, one at a time. */
export function Tabs({ label, items, selected, onSelect }: TabsProps): JSX.Element {
  return (
    <AriaTabs
      className="ts-tabs"
      {...(selected === undefined ? {} : { selectedKey: selected })}
      onSelectionChange={(key) => onSelect?.(String(key))}
    >
      <TabList aria-label={label} className="ts-tab-list">
        {items.map((item) => (
          <Tab key={item.id} id={item.id} className="ts-tab">
            {item.label}
          </Tab>
        ))}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id}>
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
