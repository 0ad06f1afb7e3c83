/** The groups, in their order on screen. */
export const GROUPS = ['start', 'access', 'reading', 'replying', 'privacy', 'states', 'replies', 'errors'] as const;
export type Group = (typeof GROUPS)[number];

/** A question with its answer. Everything is asked for when it is shown, so that it follows the language. */
export type Article = {
  /** Stable: other pages lead here by it. */
  id: string;
  group: Group;
  title: () => string;
  /** The answer, paragraph by paragraph. */
  text: () => string[];
  /** What to do, step by step. */
  steps?: () => string[];
  /** Other articles that go on from here. */
  see?: readonly string[];
  /** Leads to a place in the app. */
  act?: 'support' | 'start' | 'news' | 'connect' | 'relay';
};
