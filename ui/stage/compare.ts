import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Page } from 'playwright-core';

/** What a comparison found, in words. */
export type Difference = { same: boolean; what: string };

/**
 * How far a pixel's lightness or colour may be off before it counts (0 to 255, the greatest of the channels), after both
 * pictures were blurred over 3 × 3 pixels: the edges of letters differ a little from one build of the browser to another.
 */
const TOLERANCE = 24;
/** How many pixels may count in a whole picture: fewer than one changed letter has. */
const ALLOWED = 12;

/** Keeps a picture as the reference. */
export async function keep(path: string, picture: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, picture);
}

/** Compares a picture with its reference. Where they differ, both and what differs are left at `beside`.*.png. */
export async function compare(page: Page, reference: string, taken: Buffer, beside: string): Promise<Difference> {
  const before = await readFile(reference);
  const found = await differ(page, before, taken);
  if (found.same) return found;
  await keep(`${beside}.was.png`, before);
  await keep(`${beside}.is.png`, taken);
  if (found.picture) await keep(`${beside}.differs.png`, Buffer.from(found.picture, 'base64'));
  return found;
}

/** Done in a page of its own, which can read pictures without a further package. */
async function differ(page: Page, before: Buffer, after: Buffer): Promise<Difference & { picture?: string }> {
  const blank = await page.context().newPage();
  try {
    return await blank.evaluate(comparePictures, {
      before: before.toString('base64'),
      after: after.toString('base64'),
      tolerance: TOLERANCE,
      allowed: ALLOWED,
    });
  } finally {
    await blank.close();
  }
}

/** Runs in the browser. */
async function comparePictures({ before, after, tolerance, allowed }: { before: string; after: string; tolerance: number; allowed: number }) {
  const read = async (base64: string) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    // The blur is the tolerance for edges.
    context.filter = 'blur(0.8px)';
    context.drawImage(image, 0, 0);
    return { width: image.width, height: image.height, pixels: context.getImageData(0, 0, image.width, image.height) };
  };
  const [one, two] = [await read(before), await read(after)];
  if (one.width !== two.width || one.height !== two.height) {
    return { same: false, what: `${one.width} × ${one.height} pixels became ${two.width} × ${two.height}` };
  }
  const shown = new ImageData(one.width, one.height);
  let count = 0;
  for (let at = 0; at < one.pixels.data.length; at += 4) {
    let off = 0;
    for (let channel = 0; channel < 3; channel += 1) {
      off = Math.max(off, Math.abs(one.pixels.data[at + channel]! - two.pixels.data[at + channel]!));
    }
    const counts = off > tolerance;
    if (counts) count += 1;
    const grey = 128 + (two.pixels.data[at + 1]! >> 1);
    shown.data.set(counts ? [220, 0, 60, 255] : [grey, grey, grey, 255], at);
  }
  const total = one.width * one.height;
  if (count <= allowed) return { same: true, what: `${count} of ${total} pixels differ` };
  const canvas = Object.assign(document.createElement('canvas'), { width: one.width, height: one.height });
  canvas.getContext('2d')!.putImageData(shown, 0, 0);
  const picture = canvas.toDataURL('image/png').split(',')[1] ?? '';
  return { same: false, what: `${count} of ${total} pixels differ`, picture };
}
