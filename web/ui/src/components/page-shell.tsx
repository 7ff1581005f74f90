'use client';
import type { JSX, ReactNode } from 'react';
import { Link as AriaLink } from 'react-aria-components/Link';
import { Icon, type IconName } from './icon.tsx';

/** One place that the navigation leads to. */
export interface NavPlace {
  href: string;
  label: string;
  icon?: IconName;
}

/** The mark: a stick split in two, each half with the same notches. Decoration beside the name. */
export function BrandMark(): JSX.Element {
  return (
    <svg className="ts-brand-mark" viewBox="0 0 36 24" aria-hidden="true" focusable="false" fill="currentColor">
      <path d="M1 10.5V4.5h4l1.5 3 1.5-3h4l1.5 3 1.5-3h4l1.5 3 1.5-3h8l5 3v3z" />
      <path d="M1 13.5v6h4l1.5-3 1.5 3h4l1.5-3 1.5 3h4l1.5-3 1.5 3h13v-6z" />
    </svg>
  );
}

/** The frame of a page: skip link, what the page says about the whole system, head with navigation, main, foot. */
export function PageShell({
  home = '/',
  name = 'Tallystick',
  places = [],
  current,
  width = 'normal',
  notice,
  end,
  foot,
  navLabel = 'Main',
  skipLabel = 'Skip to content',
  children,
}: {
  home?: string;
  name?: string;
  places?: readonly NavPlace[];
  /** The href of the place that is shown. */
  current?: string;
  width?: 'narrow' | 'normal' | 'wide';
  /** What every page has to say (embedded network, practice radio). */
  notice?: ReactNode;
  end?: ReactNode;
  foot?: ReactNode;
  navLabel?: string;
  skipLabel?: string;
  children: ReactNode;
}): JSX.Element {
  return (
    <div className="ts-shell" data-width={width}>
      <a className="ts-skip" href="#main">
        {skipLabel}
      </a>
      {notice === undefined || notice === null ? null : (
        <aside className="ts-shell-notice" aria-label="About this system">
          {notice}
        </aside>
      )}
      <header className="ts-shell-head">
        <AriaLink href={home} className="ts-brand">
          <BrandMark />
          {name}
        </AriaLink>
        {places.length === 0 ? null : (
          <nav aria-label={navLabel}>
            <ul className="ts-nav">
              {places.map((place) => (
                <li key={place.href}>
                  <AriaLink href={place.href} aria-current={place.href === current ? 'page' : undefined}>
                    {place.icon === undefined ? null : <Icon name={place.icon} />}
                    {place.label}
                  </AriaLink>
                </li>
              ))}
            </ul>
          </nav>
        )}
        {end === undefined ? null : <div className="ts-shell-end">{end}</div>}
      </header>
      <main className="ts-shell-main" id="main" tabIndex={-1}>
        {children}
      </main>
      {foot === undefined ? null : <footer className="ts-shell-foot">{foot}</footer>}
    </div>
  );
}
