/** Dates and lengths as people say them. Times of the log are shown in the phone's own zone. */

const DAY = 86_400;

/** A UTC day, "Tuesday 3 March". */
export function dayInWords(day: number): string {
  return new Date(day * DAY * 1000)
    .toLocaleDateString('en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      timeZone: 'UTC',
    })
    .replace(',', '');
}

/** "14:30". */
export function timeInWords(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** "Tuesday 3 March, 14:30". */
export function momentInWords(seconds: number): string {
  const date = new Date(seconds * 1000)
    .toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
    .replace(',', '');
  return `${date}, ${timeInWords(seconds)}`;
}

/** How long ago, rounded as it deserves: "just now", "10 minutes ago", "3 hours ago", "2 days ago". */
export function agoInWords(then: number, now: number): string {
  const seconds = now - then;
  if (seconds < 45) return 'just now';
  return `${lengthInWords(seconds)} ago`;
}

/** A length of time: "less than a minute", "20 minutes", "1 hour 10 minutes", "3 hours", "2 days". */
export function lengthInWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return count(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  const rest = 5 * Math.round((minutes % 60) / 5);
  if (hours < 3 && rest > 0 && rest < 60) return `${count(hours, 'hour')} ${count(rest, 'minute')}`;
  const roundedHours = Math.round(minutes / 60);
  return roundedHours < 48 ? count(roundedHours, 'hour') : count(Math.round(minutes / 1440), 'day');
}

/** "1 day", "2 days". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
