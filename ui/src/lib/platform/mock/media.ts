import type { AttachmentView } from '$lib/contract/generated';

/** The address of a medium of the mock: everything is drawn or sounded here, nothing is fetched. */
export function mediumOf(attachment: AttachmentView | undefined, path: string): string {
  if (attachment?.title === 'gone') return GONE;
  if (attachment?.title === 'gif') return GIF;
  if (attachment?.kind === 'audio') return tone(14);
  if (attachment?.kind === 'video') return FILM;
  return drawing(path);
}

/** Outside of what the server of pages may give: answered with a refusal. */
const GONE = '/@fs/gone.png';

/** Two squares of a chess board that change places. */
const GIF =
  'data:image/gif;base64,R0lGODlhGAASAPEAAPDZtbhTKgAAAAAAACH/C05FVFNDQVBFMi4wAwEAAAAh+QQEPAAAACwAAAAAGAASAAAC9EyYMCFAgAATJkwIECDAhAkTAgQIMGHChAABAkyYMCFAgAATJkwIECDAhAkTAgQIMGHChAABAkyYMCFAgAATJkwIECDAhAkTAgQIMGHChAABAgQIEGDChAkBAgSYMGFCgAABJkyYECBAgAkTJgQIEGDChAkBAgSYMGFCgAABJkyYECBAgAkTJgQIEGDChAkBAgSYMGFCgAABJkyYECBAgAkTJkyYMCFAgAATJkwIECDAhAkTAgQIMGHChAABAkyYMCFAgAATJkwIECDAhAkTAgQIMGHChAABAkyYMCFAgAATJkwIECDAhAkTAgQIMGHChAABAgUAIfkEBDwAAAAsAAAAABgAEgAAAvQECBBgwoQJAQIEmDBhQoAAASZMmBAgQIAJEyYECBBgwoQJAQIEmDBhQoAAASZMmBAgQIAJEyYECBBgwoQJAQIEmDBhQoAAASZMmBAgQIAJEyZMmDAhQIAAEyZMCBAgwIQJEwIECDBhwoQAAQJMmDAhQIAAEyZMCBAgwIQJEwIECDBhwoQAAQJMmDAhQIAAEyZMCBAgwIQJEwIECDBhwoQAAQIECBBgwoQJAQIEmDBhQoAAASZMmBAgQIAJEyYECBBgwoQJAQIEmDBhQoAAASZMmBAgQIAJEyYECBBgwoQJAQIEmDBhQoAAASZMmBAgQIAJEyYFADs=';

/** A disc that moves a little. */
const FILM =
  'data:video/webm;base64,GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwEAAAAAAAS/EU2bdLlNu4tTq4QVSalmU6yBbk27i1OrhBZUrmtTrIGTTbuLU6uEH0O2dVOsgdRNu4xTq4QcU7trU6yCBK3srgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVSalmoCrXsYMPQkBEiYREMAVxTYCGQ2hyb21lV0GGQ2hyb21lFlSua7yuuteBAXPFh3ePDJTyTYWDgQFV7oEBhoVWX1ZQOOCdsIGguoF4U8CBAVWwkFWxgQFVuYECVbqBDVW7gQEfQ7Z1AQAAAAAAA83ngQCgQOehQJqBAAAAMAoAnQEqoAB4AAuHCIWFiJmEiDgCA0uioszjh9UFFL3D6oKDYMSClXtNYgCTTij7H1URXlxRJ/RF7+1XlGCEjGAgi7bO+RTnap0zg0ETe4fU/LFt9qx9aLbMAP6XF4Mttgv5qx3PABeYTWtSbpUVTyJ2+kU4pJQgR5IwXSCdWXYGbl70fd64CooLx01ABK7+pobt50gAdaHHpsXugQGlwFAGAJ0BKqAAeAAKhwiFhYiZhIg4AgAGIg8FEJxS0qE4paVCcUtKhOKWlQnFLSoTilpUJxS0qE4paVCbAP7rrgCg6aHGgQBlAHEGACwRwAAYABnJ7/QABtEQ6MfGfrQWLqZG8v1su+YTJClFPdvANhXw4UTkBlTy+Qf4IbJteP6XF4MtthPaIvguYHWhm6aZ7oEBpZQRAgAqEcAAGAAYWC/0AAiAgQywAPuBAKDuocuBAMoA8QYALBHAABgAGhyMZ+gQrHePByDmYmH3iHRRPHNFb6AoYu9XfSe17uz+LDCXEETnGFZ3NKMHIe5MAP6XF4MtthoQOXvqwAB1oZumme6BAaWUEQIAKhHAABgAGFgv9AAIgIEMsAD7gWWg6qHHgQEuAPEGACwRwAAYABjkSgfoBcafqU9SoLC6mieB8rWX1Wmlv1q6WR3Q19EFY+cIo3Xmnb9ntp+rG9KiHTD+lxeDLbYbzAB1oZumme6BAaWUEQIAKhHAABgAGFgv9AAIgIEMsAD7gcqg6KHEgQGSAHEGACwRwAAYABks+MfoCFdJ/Ok/ohb9jOR10O3V9rx5I4TIYrSUBiIHNyy4yoLq+pScmgAYwP6XF4MtthxDvgB1oZumme6BAaWUEQIAKhHAABgAGFgv9AAIgIEMsAD7ggEuoOahwoEB9wBxBgAqEcAAGAAYnFf0AAN36p/9UABSdCQBws/e3VfaYSz6Df1aqx/dORz3J/62VkgDnP+xV4D+lxeDLbYIAHWhm6aZ7oEBpZQRAgAqEcAAGAAYWC/0AAiAgQywAPuCAZKg4aG9gQJbANEFACoRwAAYABicV/QAA3fqn/1P/wcQr7j0yhE5H/rI4C+PN7F0vDSn3vqoTNQAIHj+lxeDLbYIAHWhm6aZ7oEBpZQRAgAqEcAAGAAYWC/0AAiAgQywAPuCAfeg4qG+gQLAANEFACoRwBRgAGOSf9AAF4qfqU/UqrNyAaTJX9Nl+0fBRA44X5ACxAuqJv/U/Qfqb+j+lxeDLbYbzAB1oZumme6BAaWUEQIAKhHAFGAAYWC/0AAiAgQywAD7ggJbHFO7a427i7OBALeG94EB8YHU';

/** A drawing in place of a photograph. */
function drawing(path: string): string {
  const hue = [...path].reduce((sum, letter) => sum + letter.charCodeAt(0) * 37, 0) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="640"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${hue} 75% 72%)"/><stop offset="1" stop-color="hsl(${(hue + 60) % 360} 55% 42%)"/></linearGradient></defs><rect width="640" height="640" fill="url(#g)"/><circle cx="440" cy="210" r="90" fill="rgb(255 255 255 / .35)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A quiet hum of some seconds, as a file. */
function tone(seconds: number): string {
  const rate = 8_000;
  const count = rate * seconds;
  const file = new DataView(new ArrayBuffer(44 + count));
  const word = (at: number, text: string) => [...text].forEach((letter, index) => file.setUint8(at + index, letter.charCodeAt(0)));
  word(0, 'RIFF');
  file.setUint32(4, 36 + count, true);
  word(8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, 1, true);
  file.setUint32(24, rate, true);
  file.setUint32(28, rate, true);
  file.setUint16(32, 1, true);
  file.setUint16(34, 8, true);
  word(36, 'data');
  file.setUint32(40, count, true);
  for (let at = 0; at < count; at += 1) file.setUint8(44 + at, 128 + Math.round(20 * Math.sin((at / rate) * 2 * Math.PI * 110)));
  let letters = '';
  for (let at = 0; at < file.byteLength; at += 1) letters += String.fromCharCode(file.getUint8(at));
  return `data:audio/wav;base64,${btoa(letters)}`;
}
