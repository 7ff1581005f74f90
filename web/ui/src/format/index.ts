/** Pure formatting, which runs without a browser: `@tallystick/ui/format`. */
export { groupCode, tidyCode } from './code.ts';
export { formatNumber, shortHex } from './number.ts';
export { formatAgo, formatClock, formatDay, formatMoment, formatSpan } from './time.ts';
