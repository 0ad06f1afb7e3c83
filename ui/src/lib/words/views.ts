import type { Sort, View } from '$lib/contract/generated';
import { m } from './say';

/** The name of a view. */
export function viewWord(view: View): string {
  switch (view) {
    case 'needs_reply':
      return m.view_needs_reply();
    case 'waiting':
      return m.view_waiting();
    case 'mentions':
      return m.view_mentions();
    case 'requests':
      return m.view_requests();
    case 'snoozed':
      return m.view_snoozed();
    case 'done':
      return m.view_done();
    case 'all':
      return m.view_all();
    case 'spam':
      return m.view_spam();
    case 'bin':
      return m.view_bin();
  }
}

/** The name of an order. */
export function sortWord(sort: Sort): string {
  switch (sort) {
    case 'closing_soonest':
      return m.sort_closing();
    case 'newest':
      return m.sort_newest();
    case 'oldest_waiting':
      return m.sort_oldest();
  }
}
