import type { WorklistItem } from '../api/shapes.ts';

/** Where a row leads. */
export function rowHref(item: Pick<WorklistItem, 'kind' | 'id'>): string {
  return `/${item.kind === 'case' ? 'case' : 'message'}?id=${encodeURIComponent(item.id)}`;
}

/** The rows in which every word of the search occurs somewhere, newest evidence first. */
export function shownRows(items: readonly WorklistItem[], search: string): WorklistItem[] {
  const words = search
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return items
    .filter((item) => {
      const text = [
        item.patient.name,
        item.patient.birthDate,
        item.condition,
        item.specimenDate,
        item.why.sentence,
        item.status,
      ]
        .join(' ')
        .toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => b.updatedAt - a.updatedAt);
}

/** The row to go to from `current` (-1: none) by `step`, staying inside the list. */
export function nextRow(current: number, step: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (current === -1) return step === 1 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, current + step));
}
