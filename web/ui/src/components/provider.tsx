'use client';
import type { JSX, ReactNode } from 'react';
import { RouterProvider } from 'react-aria-components';
import { I18nProvider } from 'react-aria-components/I18nProvider';

/** Hands the language and the application's navigation to every component below. */
export function UiProvider({
  locale,
  navigate,
  children,
}: {
  /** BCP 47; without it the browser's. */
  locale?: string;
  /** The router's `push`. */
  navigate?: (href: string) => void;
  children: ReactNode;
}): JSX.Element {
  const inner = navigate === undefined ? children : <RouterProvider navigate={navigate}>{children}</RouterProvider>;
  return <I18nProvider {...(locale === undefined ? {} : { locale })}>{inner}</I18nProvider>;
}
