import { numberFormat } from './formats';
import { localeOfDates } from './language';

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** The size of a file as a person reads it: "840 kB", "31.2 MB". Decimal, as systems and Instagram count. */
export function size(bytes: number, locale = localeOfDates()): string {
  const step = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return numberFormat(locale, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step === 2 ? 1 : 0,
  }).format(bytes / 1_000 ** step);
}
