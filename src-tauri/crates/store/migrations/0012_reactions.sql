-- Since when a reaction stands at the earliest, as far as is known: what reading finds was set at some time since it was last
-- looked for. Of those that are here already nobody knows.
ALTER TABLE reaction ADD COLUMN since INTEGER NOT NULL DEFAULT 0;

-- The person's newest reaction to a message of ours: the message, and the reaction's own place in time.
ALTER TABLE conversation ADD COLUMN reacted_mid TEXT;
ALTER TABLE conversation ADD COLUMN reacted_position INTEGER;
-- The place in lists: of the newest message, or of a reaction that is newer.
ALTER TABLE conversation ADD COLUMN activity INTEGER
  GENERATED ALWAYS AS (max(last_position, coalesce(reacted_position, 0))) VIRTUAL;

DROP INDEX conversation_newest;
DROP INDEX conversation_newest_of_handle;
DROP INDEX conversation_by_standing;
DROP INDEX conversation_by_standing_of_handle;
DROP INDEX conversation_unread;
DROP INDEX conversation_unread_of_handle;
DROP INDEX conversation_mentions;
DROP INDEX conversation_mentions_of_handle;
DROP INDEX conversation_requests;
DROP INDEX conversation_requests_of_handle;
DROP INDEX conversation_woken;
DROP INDEX conversation_woken_of_handle;
-- Finding needs the newest message beside the place.
CREATE INDEX conversation_newest ON conversation (activity, last_position) WHERE standing < 5;
CREATE INDEX conversation_newest_of_handle ON conversation (handle_id, activity, last_position) WHERE standing < 5;
CREATE INDEX conversation_by_standing ON conversation (standing, activity, last_position);
CREATE INDEX conversation_by_standing_of_handle ON conversation (handle_id, standing, activity, last_position);
CREATE INDEX conversation_unread ON conversation (activity, last_position) WHERE unread = 1;
CREATE INDEX conversation_unread_of_handle ON conversation (handle_id, activity, last_position) WHERE unread = 1;
CREATE INDEX conversation_mentions ON conversation (activity) WHERE open_mention = 1;
CREATE INDEX conversation_mentions_of_handle ON conversation (handle_id, activity) WHERE open_mention = 1;
CREATE INDEX conversation_requests ON conversation (activity) WHERE likely_request = 1 AND standing = 0;
CREATE INDEX conversation_requests_of_handle
  ON conversation (handle_id, activity) WHERE likely_request = 1 AND standing = 0;
CREATE INDEX conversation_woken ON conversation (activity) WHERE woken = 1;
CREATE INDEX conversation_woken_of_handle ON conversation (handle_id, activity) WHERE woken = 1;
