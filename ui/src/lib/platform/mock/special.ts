import { NO_MARKS, standsAt } from './marks';
import { person } from './people';
import { message, type Talk } from './world';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Conversations in which the composer says something else than usual. */
export function special(now: number, number: number): Talk | null {
  switch (number) {
    case 3:
      return { ...talk(now, number, 30), lines: [] };
    case 4:
      return { ...talk(now, number, 200) };
    case 6: {
      const owned = talk(now, number, 2);
      owned.lines.push({ position: (owned.messages.at(-1)?.position ?? 0) + 0.5, at: now - HOUR, what: { line: 'owner_is_another', app_id: null } });
      return { ...owned, blocker: 'owned_by_other_app' };
    }
    case 8: {
      const group = talk(now, number, 3);
      const row = { ...group.row, closed: true, likely_request: false, ...standsAt('quiet'), person: { ...group.row.person, name: 'Mira, Jules and 3 more' }, window: null };
      return { ...group, row, blocker: 'group' };
    }
    default:
      return null;
  }
}

/** A conversation whose last message came so many hours ago. */
function talk(now: number, number: number, hours: number): Talk {
  const at = now - hours * HOUR;
  const messages = [
    message({ at: at - HOUR, text: 'Hello, is anybody there?' }),
    message({ at, text: 'My order arrived with the pump broken 😕' }),
  ];
  return {
    row: {
      ...NO_MARKS,
      id: number,
      handle: 1,
      person: person(number - 1),
      ...standsAt('needs_reply'),
      unread: false,
      kind: 'text',
      direction: 'in',
      snippet: 'My order arrived with the pump broken 😕',
      at,
      window: { ends_at: at + DAY, human_agent_ends_at: at + 7 * DAY },
      has_draft: false,
      reply_trouble: null,
      closed: false,
      likely_request: true,
    },
    messages,
    lines: [],
    replies: [],
    draft: null,
    uploads: [],
    blocker: null,
  };
}
