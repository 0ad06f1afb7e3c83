/** A moment as a field for date and time has it: the wall clock here, to the minute. */
export function localOf(at: number): string {
  const there = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${there.getFullYear()}-${two(there.getMonth() + 1)}-${two(there.getDate())}T${two(there.getHours())}:${two(there.getMinutes())}`;
}

/** The moment that such a field means; nothing while it is not whole. */
export function atLocal(text: string): number | null {
  const at = new Date(text).getTime();
  return text === '' || Number.isNaN(at) ? null : at;
}
