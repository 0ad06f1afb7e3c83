import { app } from '$lib/data/app.svelte';
import { inbox } from '$lib/inbox/state.svelte';

/** When a command can be done: the conditions that several share, each with one meaning. */

/** There is an inbox. */
export const isReady = () => app.view?.phase === 'ready';

/** Nothing of its own, such as the help, stands where the thread is. */
export const hasNoPage = () => isReady() && inbox.page === null;

/** A conversation is open, and no page stands over it. */
export const isOpen = () => hasNoPage() && inbox.selected !== null;

/** The keys go through conversations, whether these are rows or story mentions. */
export const hasList = () => isReady() && !inbox.searching;

/** Conversations stand in rows, of the list or of the table, and can be filtered: story mentions have a desk of their own. */
export const hasRows = () => hasNoPage() && (inbox.mode === 'manage' || (inbox.mode === 'agent' && inbox.view !== 'mentions'));
