-- Replies that a person scheduled: the time that they chose. Until then they neither leave nor hold back others.
ALTER TABLE outbox ADD COLUMN scheduled_for INTEGER;

-- The outbox view: what is not settled, newest first.
CREATE INDEX outbox_newest ON outbox (created_at, ord) WHERE state NOT IN ('sent', 'cancelled');
CREATE INDEX outbox_newest_of_handle ON outbox (handle_id, created_at, ord) WHERE state NOT IN ('sent', 'cancelled');

-- How a handle's replies as a human agent end.
CREATE INDEX outbox_human_agent ON outbox (handle_id, changed_at) WHERE human_agent = 1;

-- Texts that are used often. Neither handle nor brand: for all handles.
CREATE TABLE saved_reply (
  id         INTEGER PRIMARY KEY NOT NULL,
  title      TEXT    NOT NULL,
  shortcut   TEXT,                             -- typed after the slash
  handle_id  INTEGER REFERENCES handle (id) ON DELETE CASCADE,
  brand      TEXT,
  tags       TEXT    NOT NULL DEFAULT '[]',    -- words, as a JSON list
  uses       INTEGER NOT NULL DEFAULT 0,
  used_at    INTEGER,
  changed_at INTEGER NOT NULL,
  CHECK (handle_id IS NULL OR brand IS NULL)
) STRICT;

CREATE INDEX saved_reply_of_handle ON saved_reply (handle_id) WHERE handle_id IS NOT NULL;

CREATE TABLE saved_reply_text (
  saved_reply_id INTEGER NOT NULL REFERENCES saved_reply (id) ON DELETE CASCADE,
  language       TEXT    NOT NULL,             -- empty: where no other fits
  text           TEXT    NOT NULL,
  PRIMARY KEY (saved_reply_id, language)
) STRICT, WITHOUT ROWID;
