import { describe, expect, it } from 'vitest';
import { start } from '$lib/data/core';
import { toasts } from '$lib/design/toasts.svelte';
import { scripted } from '$lib/platform/scripted';
import { attaching } from './attaching.svelte';
import { PIECE } from './files';

let next = 0;
const core = scripted({
  attach: ({ name, size, at }: { name: string; size: number; at: number }) => {
    if (at + PIECE < size) return null;
    if (name.endsWith('.heic')) throw { code: 'file_format', detail: 'HEIC', trace: null };
    const converted = name.endsWith('.webp');
    const upload = { id: `file${(next += 1)}`, name: name.replace('.webp', '.jpg'), kind: 'image', bytes: 3 };
    return { upload, converted_from: converted ? 'WebP' : null };
  },
  detach: () => ({}),
});
start(core.platform);

const file = (name: string, size = 3) => new File([new Uint8Array(size)], name, { type: 'image/png' });
const names = (conversation: number) => attaching.files(conversation, []).map((one) => one.name);

describe('attaching', () => {
  it('keeps the order of the files, and the reason of the one that was refused', async () => {
    const adding = attaching.add(1, [file('one.png'), file('two.heic'), file('three.png')]);
    expect(attaching.busy(1)).toBe(true);
    await adding;
    expect(attaching.busy(1)).toBe(false);
    expect(names(1)).toEqual(['one.png', 'three.png']);
    expect(attaching.adding(1).map((one) => one.refused)).toEqual([expect.stringContaining('two.heic')]);
    attaching.dismiss(1, attaching.adding(1)[0]?.key ?? 0);
    expect(attaching.adding(1)).toEqual([]);
  });

  it('says of a picture that was converted what it is now', async () => {
    await attaching.add(8, [file('one.png'), file('kiln.webp')]);
    expect(names(8)).toEqual(['one.png', 'kiln.jpg']);
    expect(toasts.shown.map((toast) => toast.text)).toEqual(['“kiln.webp” was WebP, which Instagram does not take. It is attached as JPEG.']);
  });

  it('shows a file once when the core tells of it, too', async () => {
    await attaching.add(2, [file('one.png')]);
    const [mine] = attaching.files(2, []);
    expect(attaching.files(2, mine ? [mine] : [])).toHaveLength(1);
  });

  it('takes a file away at once, and puts it back where the core refuses', async () => {
    await attaching.add(3, [file('one.png')]);
    attaching.remove(3, attaching.files(3, [])[0]?.id ?? '');
    expect(names(3)).toEqual([]);
    core.answers.detach = () => {
      throw { code: 'internal', detail: null, trace: null };
    };
    await attaching.add(3, [file('two.png')]);
    attaching.remove(3, attaching.files(3, [])[0]?.id ?? '');
    await expect.poll(() => names(3)).toEqual(['two.png']);
  });

  it('clears what was sent and gives it back when it is taken back', async () => {
    await attaching.add(4, [file('one.png')]);
    const files = attaching.files(4, []);
    attaching.clear(4, files);
    expect(names(4)).toEqual([]);
    attaching.giveBack(4, files);
    expect(names(4)).toEqual(['one.png']);
  });

  it('hands a large file over in pieces', async () => {
    const before = core.asked('attach').length;
    const large = file('large.png', 2 * PIECE + 1);
    await attaching.add(6, [large]);
    const pieces = core.asked('attach').slice(before) as { file: string; at: number; size: number; base64: string }[];
    expect(pieces.map(({ at }) => at)).toEqual([0, PIECE, 2 * PIECE]);
    expect(new Set(pieces.map((piece) => piece.file)).size).toBe(1);
    expect(pieces.map((piece) => atob(piece.base64).length)).toEqual([PIECE, PIECE, 1]);
    expect(pieces.every(({ size }) => size === large.size)).toBe(true);
    expect(names(6)).toEqual(['large.png']);
  });

  it('does not hand over what is far too large', async () => {
    const before = core.asked('attach').length;
    const large = file('large.png');
    Object.defineProperty(large, 'size', { value: 50_000_000 });
    await attaching.add(5, [large]);
    expect(core.asked('attach')).toHaveLength(before);
    expect(attaching.adding(5)[0]?.refused).toContain('50 MB');
  });
});
