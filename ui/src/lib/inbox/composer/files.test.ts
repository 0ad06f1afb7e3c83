import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '$lib/contract/generated';
import { base64, refusalWords } from './files';

const file = { name: 'before.png', type: 'image/png', bytes: 9_300_000 };

describe('a file that was not attached', () => {
  it('is told with its size and the most that is taken', () => {
    expect(refusalWords('file_too_large', file)).toBe('“before.png” has 9.3 MB. Instagram takes at most 8 MB.');
    const film = { name: 'how.mp4', type: 'video/mp4', bytes: 31_200_000 };
    expect(refusalWords('file_too_large', film)).toBe('“how.mp4” has 31.2 MB. Instagram takes at most 25 MB.');
  });

  it('is told by the most that the core named, whatever the file says it is', () => {
    expect(refusalWords('file_too_large', file, '25000000')).toContain('at most 25 MB');
  });

  it('is told with its true format', () => {
    expect(refusalWords('file_format', file, 'HEIC')).toContain('“before.png” is HEIC');
    expect(refusalWords('file_format', file, 'HEIC')).toContain('JPEG');
    expect(refusalWords('file_format', file, 'AVIF')).toContain('“before.png” is AVIF');
    expect(refusalWords('too_many_pixels', file, '40000000')).toContain('more than 40 megapixels');
  });

  it.each<ErrorCode | 'unreadable'>([
    'file_format',
    'file_mismatch',
    'file_empty',
    'too_many_files',
    'unreadable',
    'disk_full',
    'internal',
  ])('names the file and says something of its own for %s', (code) => {
    const words = refusalWords(code, file);
    expect(words).toContain('before.png');
    expect(words.length).toBeGreaterThan(20);
  });

  it('cannot turn the direction of the words around its name', () => {
    expect(refusalWords('file_empty', { ...file, name: 'a\u202egnp.exe' })).toBe('“agnp.exe” is empty.');
  });
});

describe('base64', () => {
  it('is the bytes and nothing else', async () => {
    expect(await base64(new Blob([new Uint8Array([0, 255, 16])]))).toBe('AP8Q');
    expect(await base64(new Blob([]))).toBe('');
  });
});
