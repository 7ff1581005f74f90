'use client';
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { Phone } from '../core/phone.ts';
import type { PhoneSnapshot } from '../core/snapshot.ts';

const Context = createContext<Phone | null>(null);

/** Name of this window's phone: in practice a second window can be a second phone. */
async function databaseName(): Promise<string> {
  if (process.env.NEXT_PUBLIC_PRACTICE !== '1') return 'tallystick';
  const { phoneOfWindow } = await import('../practice/second-phone.ts');
  return phoneOfWindow();
}

async function start(): Promise<Phone> {
  const phone = new Phone(await databaseName());
  if (process.env.NEXT_PUBLIC_PRACTICE === '1') {
    const { installPractice } = await import('../practice/install.ts');
    await phone.open();
    installPractice(phone);
  } else {
    await phone.open();
  }
  return phone;
}

/** Opens the phone once and gives it to every screen below; renders `waiting` until it has read its database. */
export function PhoneProvider({ waiting, children }: { waiting: ReactNode; children: ReactNode }): ReactNode {
  const [phone, setPhone] = useState<Phone | null>(null);
  useEffect(() => {
    let gone = false;
    let opened: Phone | null = null;
    void start().then((started) => {
      opened = started;
      if (gone) started.close();
      else setPhone(started);
    });
    return () => {
      gone = true;
      opened?.close();
    };
  }, []);
  return phone === null ? waiting : <Context value={phone}>{children}</Context>;
}

/** The phone. @throws Error outside {@link PhoneProvider}. */
export function usePhone(): Phone {
  const phone = useContext(Context);
  if (phone === null) throw new Error('no phone here');
  return phone;
}

/** What the phone shows now; renders anew at every change. */
export function usePhoneState(): PhoneSnapshot {
  const phone = usePhone();
  return useSyncExternalStore(phone.subscribe, phone.snapshot, phone.snapshot);
}

/** The phone's time in Unix seconds, anew every ten seconds. */
export function useNow(): number {
  const phone = usePhone();
  const { clockOffset } = usePhoneState();
  const [now, setNow] = useState(() => phone.clock.now());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the clock of the phone was moved
  useEffect(() => {
    setNow(phone.clock.now());
    const timer = setInterval(() => setNow(phone.clock.now()), 10_000);
    return () => clearInterval(timer);
  }, [phone, clockOffset]);
  // A state that changed just now may be newer than the last tick.
  return Math.max(now, phone.clock.now() - 10);
}
