import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Cast, Chapter } from '../story/story.ts';

const widths = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const;

type Picture = { readonly file: string; readonly who: string; readonly width: keyof typeof widths };

const names: Readonly<Record<keyof Cast, string>> = {
  a: 'Phone A',
  b: 'Phone B',
  c: 'Phone C',
  clinician: 'The hospital’s view',
};

/** Pictures of every chapter at phone and desktop width, and one page that shows them. */
export class Storyboard {
  readonly folder: string;
  readonly #chapters: { chapter: Chapter; pictures: Picture[] }[] = [];

  /** Begins an empty storyboard in a folder. */
  constructor(folder: string) {
    this.folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Path of the page. */
  get page(): string {
    return join(this.folder, 'index.html');
  }

  /** Takes the pictures of a chapter and writes the page anew. */
  async add(chapter: Chapter, cast: Partial<Cast>): Promise<void> {
    const pictures: Picture[] = [];
    for (const [member, { page }] of Object.entries(cast) as [keyof Cast, { page: Page }][]) {
      for (const width of Object.keys(widths) as (keyof typeof widths)[]) {
        const file = `${String(this.#chapters.length + 1).padStart(2, '0')}-${chapter.id}-${member}-${width}.png`;
        await picture(page, width, join(this.folder, file), member === 'clinician');
        pictures.push({ file, who: names[member], width });
      }
    }
    this.#chapters.push({ chapter, pictures });
    writeFileSync(this.page, this.#html());
  }

  #html(): string {
    const sections = this.#chapters.map(({ chapter, pictures }, index) => {
      const figures = pictures.map(
        ({ file, who, width }) =>
          `<figure class="${width}"><a href="${file}"><img src="${file}" alt="${text(`${who}, ${width} width: ${chapter.title}`)}" loading="lazy"></a><figcaption>${text(who)}, ${width}</figcaption></figure>`,
      );
      const { height, commitments, authorisations, publications, revocations, exports, newest } = chapter.ledger;
      const counts = `${height} blocks, ${commitments} commitments, ${authorisations} authorisations, ${publications} publications, ${exports.files} exports, ${revocations} revocations`;
      return `<section><h2>${index + 1}. ${text(chapter.title)}</h2><p>${text(chapter.text)}</p><p class="ledger">On the ledger: ${counts}. Last: ${text(newest[0] ?? '')}</p><div class="pictures">${figures.join('')}</div></section>`;
    });
    return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tallystick: the story</title><style>${style}</style><h1>Tallystick: the story</h1><p>Patients and codes are masked in the hospital’s pictures.</p>${sections.join('')}</html>\n`;
  }
}

/** One picture; at the hospital everything marked as private is covered. */
async function picture(page: Page, width: keyof typeof widths, path: string, masked: boolean): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(widths[width]);
  const mask = masked ? [page.locator('[data-private]'), page.locator('input'), page.locator('textarea')] : [];
  await page.screenshot({ path, mask, maskColor: '#6b6257', animations: 'disabled' });
  if (before !== null) await page.setViewportSize(before);
}

const text = (raw: string): string => raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const style = `
:root{color-scheme:light dark;font:1rem/1.5 system-ui,sans-serif}body{max-width:80rem;margin:2rem auto;padding:0 1rem}
.pictures{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}figure{margin:0}figure.phone img{height:20rem}
figure.desktop img{height:20rem}img{border:1px solid #8886;border-radius:.5rem}.ledger{color:#777}figcaption{font-size:.8rem}
`;
