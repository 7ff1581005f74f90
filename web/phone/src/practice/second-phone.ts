const KEY = 'tallystick.practice.phone';

/**
 * Name of the database of this window's phone. A window opened with `?phone=b` is a second phone of the same browser, with a database of
 * its own; it stays so for as long as the window is open.
 */
export function phoneOfWindow(): string {
  const asked = new URLSearchParams(location.search).get('phone');
  if (asked !== null && /^[a-z0-9]{1,8}$/.test(asked)) sessionStorage.setItem(KEY, asked);
  const name = sessionStorage.getItem(KEY);
  return name === null || name === 'a' ? 'tallystick' : `tallystick-${name}`;
}

/** What a person calls the phone with that database. */
export function phoneName(database: string): string {
  const suffix = database.split('-')[1];
  return suffix === undefined ? 'Phone A' : `Phone ${suffix.toUpperCase()}`;
}
