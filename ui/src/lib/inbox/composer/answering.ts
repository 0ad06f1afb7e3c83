import type { ConversationRow, ConversationView, HandleView, Trouble } from '$lib/contract/generated';
import { allowsReply, type WindowState } from '../window';

/** How a conversation can be answered at a moment, or why it cannot. */
export type Answering =
  /** As usual. */
  | 'open'
  /** Something else than a message may have opened the window: Instagram decides. */
  | 'maybe'
  /** By a person who was told that the reply is marked as a human agent's. */
  | 'human_agent'
  /** Not before the person writes again. */
  | 'closed'
  /** The handle is switched off. */
  | 'off'
  /** The handle's sign-in was removed here. */
  | 'disconnected'
  /** The handle waits for Instagram to give apps its messages. */
  | 'waiting'
  /** Another tool has the chat. */
  | 'owned'
  /** A group chat: never. */
  | 'group'
  /** Nobody is there: never. */
  | 'nobody';

/** Decides by what the list knows, and by the conversation's own view as soon as it is here. */
export function answering(
  row: ConversationRow,
  view: ConversationView | undefined,
  handle: HandleView | undefined,
  window: WindowState,
  now: number,
): Answering {
  const blocker = view?.blocker ?? null;
  if (blocker === 'nobody') return 'nobody';
  if (blocker === 'group' || row.closed) return 'group';
  if (blocker === 'disconnected' || (handle && handle.disconnected_at !== null)) return 'disconnected';
  if (blocker === 'handle_off' || handle?.on === false) return 'off';
  if (blocker === 'waiting_for_access') return 'waiting';
  if (blocker === 'owned_by_other_app') return 'owned';
  if (allowsReply(window) || view?.to_self) return 'open';
  // The documented way goes first.
  if (window === 'human_agent' && !view?.human_agent_refused) return 'human_agent';
  if ((view?.may_be_open_until ?? 0) > now) return 'maybe';
  return window === 'human_agent' ? 'human_agent' : 'closed';
}

/** Whether something can be written and sent. */
export function canAnswer(how: Answering): boolean {
  return how === 'open' || how === 'maybe' || how === 'human_agent';
}

/** Troubles in which the outbox keeps every reply of the handle until somebody ends them. Others pass on their own. */
const WAITS: readonly Trouble[] = ['token_missing', 'token_expired', 'token_revoked', 'checkpoint', 'keychain_locked', 'permission_missing', 'access_off', 'send_restricted'];

/** Whether a reply that is sent now would wait for a person to mend the handle. */
export function makesWait(handle: HandleView): boolean {
  return handle.on && handle.trouble !== null && WAITS.includes(handle.trouble);
}
