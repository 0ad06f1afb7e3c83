import type { ConversationRow } from '$lib/contract/generated';
import { DISPOSITIONS, INTENTS } from '$lib/words/triage';

/** The columns by which the table can be arranged. */
export type Column = 'person' | 'handle' | 'standing' | 'waiting' | 'window' | 'sla' | 'labels' | 'intent' | 'disposition';
export type By = { column: Column; down: boolean };

/** What is compared; `null` comes last, whichever way. */
type Value = string | number | null;
const STANDINGS: readonly ConversationRow['standing'][] = ['needs_reply', 'waiting', 'quiet', 'snoozed', 'done', 'spam', 'binned'];

/** The names that a row only has the numbers of. */
type Names = { handle: (id: number) => string; label: (id: number) => string };

function valueOf(row: ConversationRow, column: Column, names: Names): Value {
  switch (column) {
    case 'person':
      return row.person.name;
    case 'handle':
      return names.handle(row.handle);
    case 'standing':
      return STANDINGS.indexOf(row.standing);
    case 'waiting':
      return row.at;
    case 'window':
      return row.window?.ends_at ?? null;
    case 'sla':
      return row.reply_due;
    case 'labels':
      return row.labels.length === 0 ? null : row.labels.map(names.label).join(', ');
    case 'intent':
      return row.intent === null ? null : INTENTS.indexOf(row.intent);
    case 'disposition':
      return row.disposition === null ? null : DISPOSITIONS.indexOf(row.disposition);
  }
}

const collator = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

function compare(one: Value, two: Value, down: boolean): number {
  if (one === null || two === null) return one === two ? 0 : one === null ? 1 : -1;
  const order = typeof one === 'string' ? collator.compare(one, String(two)) : one - Number(two);
  return down ? -order : order;
}

/** Rows by several columns, the first the most important; what is equal by all keeps its order. */
export function arrange(rows: readonly ConversationRow[], by: readonly By[], names: Names): ConversationRow[] {
  const keyed = rows.map((row) => ({ row, values: by.map((one) => valueOf(row, one.column, names)) }));
  keyed.sort((one, two) => {
    for (const [place, { down }] of by.entries()) {
      const order = compare(one.values[place] ?? null, two.values[place] ?? null, down);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

/** The next way to arrange by a column: up, down, not at all. `also` keeps the others. */
export function turned(by: readonly By[], column: Column, also: boolean): By[] {
  const old = by.find((one) => one.column === column);
  const next = old === undefined ? { column, down: false } : old.down ? null : { column, down: true };
  if (!also) return next ? [next] : [];
  if (old) return by.flatMap((one) => (one.column === column ? (next ?? []) : one));
  return next ? [...by, next] : [...by];
}
