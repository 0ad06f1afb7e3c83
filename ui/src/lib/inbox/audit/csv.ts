import type { AuditEntry } from '$lib/contract/generated';

/** Spreadsheets take what begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function field(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The audit trail as a table for spreadsheets: times in UTC, handles by name, conversations by number. */
export function auditCsv(entries: readonly AuditEntry[], handle: (id: number) => string): string {
  const head = ['time', 'who', 'action', 'handle', 'conversation', 'before', 'after'];
  const lines = entries.map((entry) => [
    new Date(entry.at).toISOString(),
    entry.who,
    entry.action,
    entry.handle === null ? null : handle(entry.handle),
    entry.conversation,
    entry.before,
    entry.after,
  ]);
  return [head, ...lines].map((line) => line.map(field).join(',')).join('\r\n') + '\r\n';
}
