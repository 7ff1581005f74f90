import type { Back, Thing } from './steps.ts';

/** Measures of the drawing in pixels at the default size. */
export const cell = { width: 196, height: 128, gapX: 44, gapY: 20 };

/** A thing with its place. */
export interface Placed extends Thing {
  readonly x: number;
  readonly y: number;
}

/** A drawing: things with places, the steps between shown ones, its size, and how many things did not fit. */
export interface Layout {
  readonly placed: readonly Placed[];
  readonly backs: readonly Back[];
  readonly width: number;
  readonly height: number;
  readonly left: number;
}

/** How far each thing is from `of`: the longest way, so that every step leads to a later column. Cycles end at the bound. */
function columns(of: string, backs: readonly Back[], bound: number): Map<string, number> {
  const depth = new Map([[of, 0]]);
  for (let round = 0; round < bound; round += 1) {
    let moved = false;
    for (const { from, to } of backs) {
      const start = depth.get(from);
      if (start === undefined || (depth.get(to) ?? -1) >= start + 1) continue;
      depth.set(to, start + 1);
      moved = true;
    }
    if (!moved) break;
  }
  return depth;
}

/**
 * Places things in columns, what was asked about first and where it came from after it; in a column near to what rests on
 * them. At most `most` in a column are drawn; the table has them all. Pure.
 */
export function layoutThings(of: string, things: readonly Thing[], backs: readonly Back[], most = 6): Layout {
  const depth = columns(of, backs, things.length);
  const byColumn: Thing[][] = [];
  for (const thing of things) {
    const column = depth.get(thing.id);
    if (column === undefined) continue;
    byColumn[column] ??= [];
    byColumn[column].push(thing);
  }
  const rank = new Map<string, number>();
  const above = (id: string): number => {
    const ranks = backs.filter(({ to }) => to === id).flatMap(({ from }) => rank.get(from) ?? []);
    return ranks.length === 0 ? 0 : ranks.reduce((sum, value) => sum + value, 0) / ranks.length;
  };
  const shown = byColumn.map((column) => {
    const ordered = column.toSorted((a, b) => above(a.id) - above(b.id) || (a.id < b.id ? -1 : 1)).slice(0, most);
    for (const [index, { id }] of ordered.entries()) rank.set(id, index - (ordered.length - 1) / 2);
    return ordered;
  });
  const tallest = Math.max(1, ...shown.map((column) => column.length));
  const height = tallest * (cell.height + cell.gapY) - cell.gapY;
  const placed = shown.flatMap((column, x) =>
    column.map((thing) => ({
      ...thing,
      x: x * (cell.width + cell.gapX),
      y: height / 2 + (rank.get(thing.id) ?? 0) * (cell.height + cell.gapY) - cell.height / 2,
    })),
  );
  const ids = new Set(placed.map(({ id }) => id));
  return {
    placed,
    backs: backs.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    width: shown.length * (cell.width + cell.gapX) - cell.gapX,
    height,
    left: things.length - placed.length,
  };
}
