-- What cannot be written of one message may be several things: its words, an edit of them, a reaction. Each is kept.
CREATE TABLE undelivered_anew (
  id        INTEGER PRIMARY KEY NOT NULL,
  handle_id INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  at        INTEGER NOT NULL,
  why       TEXT    NOT NULL,
  key       TEXT    NOT NULL, -- what makes it the same: a message's or thread's id, or the item itself
  field     TEXT,             -- and what was told of it
  raw       TEXT
) STRICT;
INSERT INTO undelivered_anew SELECT id, handle_id, at, why, key, field, raw FROM undelivered;
DROP TABLE undelivered;
ALTER TABLE undelivered_anew RENAME TO undelivered;

CREATE UNIQUE INDEX undelivered_once ON undelivered (handle_id, why, key, coalesce(field, ''));
CREATE INDEX undelivered_newest ON undelivered (at);
CREATE INDEX undelivered_newest_of_handle ON undelivered (handle_id, at);
