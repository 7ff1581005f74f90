'use client';
import type { JSX } from 'react';
import { SettingsData } from './settings-data.tsx';
import { SettingsNetwork } from './settings-network.tsx';
import { SettingsRadio } from './settings-radio.tsx';

/** What the phone goes by and keeps, and how to change or end it. */
export function SettingsScreen(): JSX.Element {
  return (
    <div className="ts-stack-loose">
      <h1>Settings</h1>
      <SettingsRadio />
      <SettingsNetwork />
      <SettingsData />
    </div>
  );
}
