/** Round steps for an axis from 0 to at least `max`: 1, 2 or 5 times a power of ten, whole numbers, at most `count` steps. */
export function ticks(max: number, count = 4): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough);
  const last = Math.ceil(max / step);
  return Array.from({ length: last + 1 }, (_, index) => index * step);
}

/** A linear scale from [0, `max`] to [`bottom`, `top`] of a drawing; values below 0 stand on the ground. */
export function scale(max: number, bottom: number, top: number): (value: number) => number {
  return (value) => bottom + (Math.min(Math.max(value, 0), max) / max) * (top - bottom);
}

/** Which of `count` labels to write so that at most `most` stand on the axis; the last is always among them. */
export function labelled(count: number, most: number): (index: number) => boolean {
  const every = Math.max(1, Math.ceil(count / most));
  return (index) => (count - 1 - index) % every === 0;
}
