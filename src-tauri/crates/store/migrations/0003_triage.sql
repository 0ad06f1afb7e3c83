-- Triage: what a person says about conversations, and the lists that follow from it.

-- SQLite changes no check of a column, and the conversation is never rebuilt: everything refers to it. So the standing
-- moves into a new column. It is 0 needs reply, 1 waiting, 2 done, 3 quiet, 4 snoozed, 5 spam, 6 in the bin; the last two
-- are out of every other list.
DROP INDEX conversation_newest;
DROP INDEX conversation_newest_of_handle;
DROP INDEX conversation_by_standing;
DROP INDEX conversation_by_standing_of_handle;
DROP INDEX conversation_closing;
DROP INDEX conversation_closing_of_handle;
ALTER TABLE conversation ADD COLUMN stands INTEGER NOT NULL DEFAULT 3 CHECK (stands BETWEEN 0 AND 6);
UPDATE conversation SET stands = standing;
ALTER TABLE conversation DROP COLUMN standing;
ALTER TABLE conversation RENAME COLUMN stands TO standing;

-- More marks of the person's own (domain::conversation::Marks).
ALTER TABLE conversation ADD COLUMN snoozed_until INTEGER;
ALTER TABLE conversation ADD COLUMN snoozed_through INTEGER;  -- a position
ALTER TABLE conversation ADD COLUMN woke_at INTEGER;
ALTER TABLE conversation ADD COLUMN muted INTEGER NOT NULL DEFAULT 0 CHECK (muted IN (0, 1));
ALTER TABLE conversation ADD COLUMN spam INTEGER NOT NULL DEFAULT 0 CHECK (spam IN (0, 1));
ALTER TABLE conversation ADD COLUMN binned_through INTEGER;   -- a position
ALTER TABLE conversation ADD COLUMN binned_at INTEGER;
-- Needs a reply because a snooze ended by its time: first where windows close.
ALTER TABLE conversation ADD COLUMN woken INTEGER NOT NULL DEFAULT 0 CHECK (woken IN (0, 1));
-- What else was said about it (domain::triage), as words.
ALTER TABLE conversation ADD COLUMN intent TEXT;
ALTER TABLE conversation ADD COLUMN disposition TEXT;
-- Probably in Instagram's Requests folder: follows from the person's profile and from whether we ever wrote.
ALTER TABLE conversation ADD COLUMN likely_request INTEGER NOT NULL DEFAULT 0 CHECK (likely_request IN (0, 1));
UPDATE conversation SET likely_request = 1 WHERE last_inbound IS NOT NULL AND last_outbound IS NULL
  AND person_id IN (SELECT id FROM person WHERE follows_us = 0);

-- Every list in its order, of all handles and of one.
CREATE INDEX conversation_newest ON conversation (last_position) WHERE standing < 5;
CREATE INDEX conversation_newest_of_handle ON conversation (handle_id, last_position) WHERE standing < 5;
CREATE INDEX conversation_closing ON conversation (last_inbound, last_position) WHERE standing < 5;
CREATE INDEX conversation_closing_of_handle ON conversation (handle_id, last_inbound, last_position) WHERE standing < 5;
CREATE INDEX conversation_by_standing ON conversation (standing, last_position);
CREATE INDEX conversation_by_standing_of_handle ON conversation (handle_id, standing, last_position);
CREATE INDEX conversation_closing_by_standing ON conversation (standing, last_inbound, last_position);
CREATE INDEX conversation_closing_by_standing_of_handle
  ON conversation (handle_id, standing, last_inbound, last_position);
CREATE INDEX conversation_mentions_closing ON conversation (last_inbound, last_position) WHERE open_mention = 1;
CREATE INDEX conversation_mentions_closing_of_handle
  ON conversation (handle_id, last_inbound, last_position) WHERE open_mention = 1;
CREATE INDEX conversation_requests ON conversation (last_position) WHERE likely_request = 1 AND standing = 0;
CREATE INDEX conversation_requests_of_handle
  ON conversation (handle_id, last_position) WHERE likely_request = 1 AND standing = 0;
CREATE INDEX conversation_requests_closing
  ON conversation (last_inbound, last_position) WHERE likely_request = 1 AND standing = 0;
CREATE INDEX conversation_requests_closing_of_handle
  ON conversation (handle_id, last_inbound, last_position) WHERE likely_request = 1 AND standing = 0;
CREATE INDEX conversation_woken ON conversation (last_position) WHERE woken = 1;
CREATE INDEX conversation_woken_of_handle ON conversation (handle_id, last_position) WHERE woken = 1;
-- What narrows a list, where few have it.
CREATE INDEX conversation_by_intent ON conversation (intent) WHERE intent IS NOT NULL;
CREATE INDEX conversation_by_disposition ON conversation (disposition) WHERE disposition IS NOT NULL;
CREATE INDEX conversation_muted ON conversation (muted) WHERE muted = 1;
CREATE INDEX conversation_likely_request ON conversation (likely_request) WHERE likely_request = 1;
-- What waits for a time.
CREATE INDEX conversation_due ON conversation (snoozed_until) WHERE standing = 4;
CREATE INDEX conversation_binned ON conversation (binned_at) WHERE standing = 6;

CREATE TABLE label (
  id   INTEGER PRIMARY KEY NOT NULL,
  name TEXT    NOT NULL,
  key  TEXT    NOT NULL UNIQUE,     -- the name without case: no two look alike
  hue  INTEGER NOT NULL CHECK (hue BETWEEN 0 AND 11)
) STRICT;

CREATE TABLE conversation_label (
  conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  label_id        INTEGER NOT NULL REFERENCES label (id) ON DELETE CASCADE,
  PRIMARY KEY (conversation_id, label_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_by_label ON conversation_label (label_id, conversation_id);

-- For colleagues at this computer. Never sent, and gone with the conversation.
CREATE TABLE note (
  id              INTEGER PRIMARY KEY NOT NULL,
  conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  at              INTEGER NOT NULL,
  edited_at       INTEGER,
  author          TEXT    NOT NULL,
  text            TEXT    NOT NULL
) STRICT;

CREATE INDEX note_in_conversation ON note (conversation_id, id);

CREATE TABLE saved_view (
  id     INTEGER PRIMARY KEY NOT NULL,
  name   TEXT    NOT NULL,
  view   TEXT    NOT NULL,
  sort   TEXT    NOT NULL,
  filter TEXT    NOT NULL           -- store::lists::Filter, as JSON
) STRICT;

-- What a person sets for a handle.
ALTER TABLE handle ADD COLUMN brand TEXT;
ALTER TABLE handle ADD COLUMN ord INTEGER;                      -- the place in the rail; the newest handles are last
ALTER TABLE handle ADD COLUMN mentions_need_reply INTEGER NOT NULL DEFAULT 0 CHECK (mentions_need_reply IN (0, 1));
ALTER TABLE handle ADD COLUMN disposition_required INTEGER NOT NULL DEFAULT 0 CHECK (disposition_required IN (0, 1));

-- The person of a conversation that went from the bin; who it was is known no more when it is written down.
ALTER TABLE erasure ADD COLUMN from_bin INTEGER NOT NULL DEFAULT 0 CHECK (from_bin IN (0, 1));

-- Who did it (the computer's user), to which conversation, and how that was before and after.
ALTER TABLE audit ADD COLUMN who TEXT;
ALTER TABLE audit ADD COLUMN conversation_id INTEGER;
ALTER TABLE audit ADD COLUMN before TEXT;
ALTER TABLE audit ADD COLUMN after TEXT;

CREATE INDEX audit_of_handle_itself ON audit (handle_id, id) WHERE conversation_id IS NULL;
CREATE INDEX audit_of_conversation ON audit (conversation_id) WHERE conversation_id IS NOT NULL;

-- Row ids are used again: what was done to a conversation that is gone must not be told of another one.
CREATE TRIGGER audit_of_what_is_gone AFTER DELETE ON conversation BEGIN
  UPDATE audit SET conversation_id = 0 WHERE conversation_id = OLD.id;
END;
