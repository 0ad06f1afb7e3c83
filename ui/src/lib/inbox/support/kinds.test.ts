import { describe, expect, it } from 'vitest';
import editions from '../../../../../src-tauri/crates/domain/src/support/editions.json';
import type { SupportEdition } from '$lib/contract/generated';
import { noteWords, sourceWords, supportedKind } from './kinds';

describe('the table of what Instagram supports', () => {
  it('has words for every kind and note of every edition', () => {
    const rows = (editions as SupportEdition[]).flatMap((edition) => edition.kinds);
    expect(rows.length).toBeGreaterThan(30);
    for (const { kind, note } of rows) {
      expect(supportedKind(kind), kind).not.toBe(kind);
      if (note !== null) expect(noteWords(note), note).toBeTruthy();
    }
  });

  it('says where each edition is from', () => {
    expect((editions as SupportEdition[]).map((edition) => sourceWords(edition.source))).toEqual([
      'Meta’s pages for developers, as they were on that day',
      'Meta’s announcement “Instagram Messaging API: Phased General Access is Here!”',
    ]);
  });

  it('leaves nothing out that it has no words for', () => {
    expect(supportedKind('smoke_signal')).toBe('smoke signal');
    expect(supportedKind('constructor')).toBe('constructor');
    expect(noteWords('smoke_signal')).toBe(null);
    expect(noteWords(null)).toBe(null);
  });
});
