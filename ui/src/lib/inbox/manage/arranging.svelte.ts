import type { ConversationRow } from '$lib/contract/generated';
import { entryOf } from '$lib/data/query.svelte';
import { arrange, turned, type By, type Column } from './arrange';

/** How the table is arranged, on top of the order of the core. */
class Arranging {
  by = $state.raw<readonly By[]>([]);

  of(rows: ConversationRow[]): ConversationRow[] {
    if (this.by.length === 0) return rows;
    const handles = new Map((entryOf('handles', {}).data ?? []).map((one) => [one.id, one.username]));
    const labels = new Map((entryOf('labels', {}).data ?? []).map((one) => [one.id, one.name]));
    return arrange(rows, this.by, { handle: (id) => handles.get(id) ?? '', label: (id) => labels.get(id) ?? '' });
  }

  turn(column: Column, also: boolean): void {
    this.by = turned(this.by, column, also);
  }

  /** A column is not shown any more. */
  without(column: Column): void {
    if (this.by.some((one) => one.column === column)) this.by = this.by.filter((one) => one.column !== column);
  }

  clear(): void {
    this.by = [];
  }
}

export const arranging = new Arranging();
