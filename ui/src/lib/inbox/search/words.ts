import { m } from '$lib/words';
import type { Words } from './suggest';

/** What the filters and their values mean, in words. */
export function filterWords(): Words {
  return {
    filters: {
      from: m.filter_from(),
      handle: m.filter_handle(),
      label: m.filter_by_label(),
      is: m.filter_is(),
      has: m.filter_has(),
      before: m.filter_before(),
      after: m.filter_after(),
      window: m.filter_window(),
    },
    is: {
      unread: m.filter_is_unread(),
      needs: m.filter_is_needs(),
      waiting: m.filter_is_waiting(),
      done: m.filter_is_done(),
      failed: m.filter_is_failed(),
      request: m.filter_is_request(),
      mention: m.filter_is_mention(),
      snoozed: m.filter_is_snoozed(),
      muted: m.filter_is_muted(),
      spam: m.filter_is_spam(),
      bin: m.filter_is_bin(),
    },
    has: {
      image: m.filter_has_image(),
      video: m.filter_has_video(),
      voice: m.filter_has_voice(),
      link: m.filter_has_link(),
      file: m.filter_has_file(),
      note: m.filter_has_note(),
    },
    window: {
      '<1h': m.filter_window_1h(),
      '<2h': m.filter_window_2h(),
      '<4h': m.filter_window_4h(),
      open: m.filter_window_open(),
      closed: m.filter_window_closed(),
    },
    days: {
      today: m.filter_day_today(),
      yesterday: m.filter_day_yesterday(),
      '7d': m.filter_day_week(),
      '30d': m.filter_day_month(),
    },
  };
}
