/** The commands in the menu of a row, and those that begin a part of it. */
export const ROW_ACTS = ['done', 'reopen', 'snooze', 'label', 'intent', 'disposition', 'unread', 'mute', 'spam', 'bin', 'export_conversations'];
export const APART = ['label', 'unread', 'spam', 'export_conversations'];
