import { MAX_IMAGE_BYTES, MAX_MEDIA_BYTES, type AttachedFile, type ErrorCode, type FileKind } from '$lib/contract/generated';
import { m } from '$lib/words/say';
import { number } from '$lib/words/dates';
import { explain } from '$lib/words/errors';
import { size } from '$lib/words/size';
import { plain } from '$lib/words/text';

/**
 * What the file picker offers (instagram-platform, section 4): whatever is chosen is checked by its bytes as well. WebP is
 * converted; HEIC is offered so that whoever chooses it is told how it becomes JPEG.
 */
export const ACCEPTED =
  'image/png,image/jpeg,image/gif,image/webp,image/heic,image/heif,video/mp4,video/quicktime,video/webm,video/ogg,video/x-msvideo,audio/aac,audio/mp4,audio/x-m4a,audio/wav,application/pdf';

/** The most that Instagram takes of a file, in bytes, by what its name or type says it is. */
function mostBytes(type: string): number {
  return type.startsWith('image/') ? MAX_IMAGE_BYTES : MAX_MEDIA_BYTES;
}

/** Bytes of a file that are handed over at once: a piece holds the window up for less than two frames. */
export const PIECE = 256 * 1024;

/** The most pixels of a picture that is converted, where the core does not name them. */
const MOST_PIXELS = 40_000_000;

/** Why a file was not attached, in exact words. `detail` is what the core adds: the true format, or the most bytes. */
export function refusalWords(
  code: ErrorCode | 'unreadable',
  file: { name: string; type: string; bytes: number },
  detail: string | null = null,
): string {
  const name = plain(file.name);
  switch (code) {
    case 'file_format':
      if (detail === 'HEIC') return m.file_error_heic({ name });
      return detail ? m.file_error_format_named({ name, format: detail }) : m.file_error_format({ name });
    case 'file_mismatch':
      return m.file_error_mismatch({ name });
    case 'file_too_large':
      return m.file_error_large({ name, size: size(file.bytes), most: size(Number(detail) || mostBytes(file.type)) });
    case 'too_many_pixels':
      return m.file_error_pixels({ name, most: number((Number(detail) || MOST_PIXELS) / 1_000_000) });
    case 'file_empty':
      return m.file_error_empty({ name });
    case 'too_many_files':
      return m.file_error_many({ name });
    case 'unreadable':
      return m.file_error_read({ name });
    default:
      return m.file_error_other({ name, why: explain(code, null).happened });
  }
}

/** That a file became another one, since Instagram does not take what it was. Nothing where it did not. */
export function convertedWords(name: string, { upload, converted_from }: AttachedFile): string | undefined {
  if (converted_from === null) return undefined;
  return m.file_converted({ name: plain(name), format: converted_from, now: upload.name.endsWith('.png') ? 'PNG' : 'JPEG' });
}

/** A kind of file that can be sent, in a word. */
export function fileKindWord(kind: FileKind): string {
  switch (kind) {
    case 'image':
      return m.file_kind_image();
    case 'video':
      return m.file_kind_video();
    case 'audio':
      return m.file_kind_audio();
    case 'pdf':
      return m.file_kind_pdf();
  }
}

/** A file's bytes as base64, without its own heading. */
export function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(file);
  });
}
