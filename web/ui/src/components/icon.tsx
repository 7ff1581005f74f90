import type { JSX } from 'react';

/** The paths of the icon set, drawn on a 24 × 24 grid with a 1.75 stroke. */
const paths = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.1',
  info: 'M12 3.5a8.5 8.5 0 110 17 8.5 8.5 0 010-17M12 11v5.5M12 7.6v.1',
  chevron: 'M9 5.5l6.5 6.5L9 18.5',
  back: 'M15 5.5L8.5 12l6.5 6.5',
  copy: 'M9 9h10.5v11.5H9zM5.5 15H4.5V3.5H15v1.5',
  print: 'M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z',
  search: 'M10.5 4a6.5 6.5 0 110 13 6.5 6.5 0 010-13M15.5 15.5L20.5 20.5',
  clock: 'M12 3.5a8.5 8.5 0 110 17 8.5 8.5 0 010-17M12 7v5.5l3.5 2',
  lock: 'M5.5 11h13v9.5h-13zM8.5 11V8a3.5 3.5 0 017 0v3',
  shield: 'M12 3.5l7.5 3v5.2c0 4.4-3 7.6-7.5 8.8-4.5-1.2-7.5-4.4-7.5-8.8V6.5z',
  refresh: 'M19.5 12a7.5 7.5 0 11-2.3-5.4M19.5 3.5v4.3h-4.3',
  send: 'M4 12L20.5 4.5 15 20l-3.5-6.5z',
  undo: 'M8 5L4 9l4 4M4 9h9.5a5.5 5.5 0 010 11H9',
  bell: 'M6 17V11a6 6 0 0112 0v6l1.5 1.5h-15zM10 21h4',
  bluetooth: 'M7 7.5l10 9L12 21V3l5 4.5-10 9',
  tag: 'M12.5 3.5H20.5v8L11 21l-8-8zM16.8 7.2v.1',
  person: 'M12 4a4 4 0 110 8 4 4 0 010-8M4.5 20.5c.7-4 3.6-6 7.5-6s6.8 2 7.5 6',
  people:
    'M9 5a3.5 3.5 0 110 7 3.5 3.5 0 010-7M2.5 19.5c.5-3.4 3-5 6.5-5s6 1.6 6.5 5M16 5.5a3.3 3.3 0 010 6.2M17.5 14.8c2.4.5 3.7 2.2 4 4.7',
  list: 'M8.5 6h12M8.5 12h12M8.5 18h12M4 6v.1M4 12v.1M4 18v.1',
  home: 'M4 11.5L12 4.5l8 7V20h-5.5v-5.5h-5V20H4z',
  settings: 'M4 7h9M17 7h3M15 4.5v5M4 17h3M11 17h9M9 14.5v5',
  share: 'M12 15V4M8 7.5L12 3.5l4 4M5.5 12v8.5h13V12',
  scan: 'M4 8.5V4h4.5M15.5 4H20v4.5M20 15.5V20h-4.5M8.5 20H4v-4.5M7 12h10',
  download: 'M12 4v11M8 11.5l4 4 4-4M4.5 20h15',
  offline: 'M4 4l16 16M7.5 18.5H17a4 4 0 001.5-7.7M15.8 7.4A6 6 0 007 10.2a4.2 4.2 0 00-1 8.1',
  chart: 'M4 20h16.5M7 16.5v-5M12 16.5v-10M17 16.5v-7',
  ledger: 'M4 5h16M4 19h16M7 5v14M11 5v6M15 5v14M17.5 5v9',
  graph:
    'M6 8.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5M18 8.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5M12 20.5a2.5 2.5 0 100-5 2.5 2.5 0 000 5M7 8l3.8 8M17 8l-3.8 8M8.5 6h7',
  inbox: 'M4 13.5L6.5 5h11l2.5 8.5V20H4zM4 13.5h4.5l1.5 3h4l1.5-3H20',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  play: 'M7.5 5l11 7-11 7z',
  trash: 'M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l1 14h9l1-14M10 10.5v6M14 10.5v6',
  battery: 'M3 8h15v8H3zM18 10.5h2.5v3H18M6 10.5v3M9 10.5v3',
  storage:
    'M4.5 6.5C4.5 5 8 4 12 4s7.5 1 7.5 2.5S16 9 12 9 4.5 8 4.5 6.5v11C4.5 19 8 20 12 20s7.5-1 7.5-2.5v-11M4.5 12c0 1.5 3.5 2.5 7.5 2.5s7.5-1 7.5-2.5',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11.5H4zM12 10.5a3.2 3.2 0 110 6.4 3.2 3.2 0 010-6.4',
  external: 'M13.5 4.5h6v6M19.5 4.5L11 13M17 14v5.5H4.5V7H10',
  exit: 'M13.5 4.5h6v15h-6M4.5 12h10M11 8.5l3.5 3.5-3.5 3.5',
} as const;

/** The name of an icon of the set. */
export type IconName = keyof typeof paths;

/** All names, for the page that shows the set and for tests. */
export const iconNames = Object.keys(paths) as IconName[];

/**
 * A small drawing that always stands beside words, never in their place; so it is hidden from assistive technology.
 * `mirror` turns it in right-to-left text (arrows do, clocks do not).
 */
export function Icon({ name, mirror = false }: { name: IconName; mirror?: boolean }): JSX.Element {
  return (
    <svg className="ts-icon" data-mirror={mirror || undefined} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
