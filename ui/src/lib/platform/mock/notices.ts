import type { HandleView, NoticeHandle, NoticeOutcome, NoticeView } from '$lib/contract/generated';

const MINUTE = 60_000;

/** What the mock has to tell: of access, of message access that went (`off`) or came back (`back`), of a deletion (`deletion`). */
export function notices(handles: HandleView[], which: string | null): NoticeView[] {
  const at = Date.now();
  const of = (place: number, outcome: NoticeOutcome, fetched = 0): NoticeHandle[] =>
    handles.slice(place, place + 1).map(({ id, username }) => ({ id, username, outcome, fetched }));
  if (which === 'off') return [{ id: 2, at: at - 4 * MINUTE, since: null, phase: null, handles: of(0, 'message_access_off') }];
  if (which === 'back') return [{ id: 3, at, since: at - 90 * MINUTE, phase: null, handles: of(0, 'message_access_back', 5) }];
  if (which === 'deletion') return [{ id: 4, at, since: null, phase: null, handles: [...of(0, 'deletion_asked'), ...of(1, 'deletion_asked')] }];
  return [{ id: 1, at, since: null, phase: 'phase_2', handles: [...of(0, 'enabled'), ...of(1, 'enabled'), ...of(2, 'kept_off')] }];
}
