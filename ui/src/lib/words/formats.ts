const numbers = new Map<string, Intl.NumberFormat>();

/** A format of numbers; without a locale, the system's. Each is made once: that takes far longer than to use it. */
export function numberFormat(locale: string | undefined, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = JSON.stringify([locale, options]);
  let format = numbers.get(key);
  if (!format) numbers.set(key, (format = new Intl.NumberFormat(locale, options)));
  return format;
}
