import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** A colour token's value in one theme, as the three channels from 0 to 255. */
function colour(name: string, theme: 'light' | 'dark'): [number, number, number] {
  const pair = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  assert.ok(pair, `token --${name} has a light and a dark value`);
  const hex = pair[theme === 'light' ? 1 : 2]!;
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

/** Relative luminance (WCAG 2.2, definition). */
function luminance(channels: [number, number, number]): number {
  const [r, g, b] = channels
    .map((channel) => channel / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio (WCAG 2.2, definition), 1 to 21. */
function contrast(one: [number, number, number], other: [number, number, number]): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['paper', 'surface', 'sunken'];
const text: [string, string][] = [
  ...grounds.flatMap((ground) =>
    ['ink', 'ink-muted', 'accent', 'accent-strong', 'good', 'warn', 'danger'].map((ink): [string, string] => [
      ink,
      ground,
    ]),
  ),
  ...['accent', 'good', 'warn', 'danger'].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    ['ink', `${tone}-soft`],
    ['ink-muted', `${tone}-soft`],
  ]),
  ['accent-strong', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-strong'],
  ['surface', 'good'],
];
const parts: [string, string][] = grounds.flatMap((ground) => [
  ['edge', ground],
  ['focus', ground],
]);

for (const theme of ['light', 'dark'] as const) {
  test(`${theme}: every text token reaches 4.5:1 on its grounds (WCAG 1.4.3)`, () => {
    for (const [ink, ground] of text) {
      const ratio = contrast(colour(ink, theme), colour(ground, theme));
      assert.ok(ratio >= 4.5, `${theme} --${ink} on --${ground}: ${ratio.toFixed(2)}`);
    }
  });
  test(`${theme}: edges of controls and the focus ring reach 3:1 (WCAG 1.4.11)`, () => {
    for (const [part, ground] of parts) {
      const ratio = contrast(colour(part, theme), colour(ground, theme));
      assert.ok(ratio >= 3, `${theme} --${part} on --${ground}: ${ratio.toFixed(2)}`);
    }
  });
}

test('no style sheet but the tokens names a colour of its own', () => {
  for (const name of ['base', 'controls', 'fields', 'overlays', 'content', 'shell']) {
    const sheet = readFileSync(new URL(`./${name}.css`, import.meta.url), 'utf8');
    const colours = [...sheet.matchAll(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(|oklch\(/gi)].map(([found]) => found);
    assert.deepEqual(
      colours.filter((found) => found !== '#fff' && found !== '#000'),
      [],
      `${name}.css`,
    );
  }
});
