-- The relay that this laptop is paired with: a single row. Its keys are in the keychain.
CREATE TABLE relay (
  one          INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
  address      TEXT    NOT NULL,
  key          TEXT    NOT NULL,               -- what it signs with
  device       TEXT    NOT NULL,               -- what it calls this laptop
  name         TEXT    NOT NULL,               -- what a person called this laptop
  organisation TEXT    NOT NULL,
  may_follow   TEXT,                           -- account ids as a JSON list; NULL is all
  paired_at    INTEGER NOT NULL
) STRICT;

-- A few bytes of the event at the cursor, to notice that another one has its number now; and when it was written.
ALTER TABLE stream_cursor ADD COLUMN mark TEXT;
ALTER TABLE stream_cursor ADD COLUMN at INTEGER NOT NULL DEFAULT 0;

-- Times of which webhooks may be missing, and when all conversations were looked through because of it.
CREATE TABLE missed (
  handle_id INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  from_at   INTEGER NOT NULL,
  to_at     INTEGER NOT NULL,
  why       TEXT    NOT NULL,
  swept_at  INTEGER,
  PRIMARY KEY (handle_id, from_at)
) STRICT, WITHOUT ROWID;

-- Deletions that Meta asked for, until the relay has been told that they are done. `handle_id` may be gone already.
CREATE TABLE deletion_asked (
  code      TEXT    PRIMARY KEY NOT NULL,
  handle_id INTEGER,
  at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Since when Instagram says that it sends no webhooks of the handle here.
ALTER TABLE handle ADD COLUMN unsubscribed_since INTEGER;
