import { expect, it } from 'vitest';
import { auditCsv } from './csv';

it('the audit trail is a table that a spreadsheet reads as text', () => {
  const entry = { id: 1, at: Date.UTC(2026, 10, 23, 15), who: 'Ada "A", Ops', action: 'done', handle: 1, conversation: 7, before: 'needs_reply', after: null };
  expect(auditCsv([entry, { ...entry, who: '=1+1', handle: null, conversation: null }], () => 'luma')).toBe(
    'time,who,action,handle,conversation,before,after\r\n' +
      '2026-11-23T15:00:00.000Z,"Ada ""A"", Ops",done,luma,7,needs_reply,\r\n' +
      "2026-11-23T15:00:00.000Z,'=1+1,done,,,needs_reply,\r\n",
  );
});
