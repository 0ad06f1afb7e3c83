-- Times are integer milliseconds since 1970 (UTC); ids of Instagram are text; our own ids are integers.
-- A position is a message's place in time as one number (domain::position).

CREATE TABLE handle (
  id              INTEGER PRIMARY KEY NOT NULL,
  ig_id           TEXT    NOT NULL UNIQUE,
  app_scoped_id   TEXT,
  username        TEXT    NOT NULL,
  name            TEXT,
  account_type    TEXT,
  followers       INTEGER,
  picture_url     TEXT,
  flavour         TEXT    NOT NULL,
  page_id         TEXT,                        -- the linked Page, through which Facebook Login reaches the handle
  app_id          TEXT,                        -- the Meta app that its token belongs to
  rejoined_at     INTEGER,                     -- when it was last connected by the other flavour: ids before are others
  receives        INTEGER NOT NULL DEFAULT 1 CHECK (receives IN (0, 1)), -- the person's switch
  epoch           INTEGER NOT NULL DEFAULT 1,
  trouble         TEXT,
  trouble_since   INTEGER,
  throttled_until INTEGER,                     -- Instagram asked for no calls before this
  empty_since     INTEGER,                     -- since when Instagram answers an empty list, although nothing is refused
  token_set_at    INTEGER,
  token_ends_at   INTEGER,
  connected_at    INTEGER NOT NULL,
  paused_at       INTEGER,
  catching_up     INTEGER NOT NULL DEFAULT 1 CHECK (catching_up IN (0, 1)),
  page_cursor     TEXT,
  watermark       INTEGER,
  last_synced_at  INTEGER,
  last_event_at   INTEGER,
  last_webhook_at INTEGER,                     -- when a webhook last told anything of it
  webhooks_since  INTEGER,                     -- when a webhook first did
  last_poll_at    INTEGER,                     -- when reading last found a new message of a person
  profile_read_at INTEGER,                     -- when Instagram last said who it is and how many follow it
  disconnected_at INTEGER,                     -- a person ended its sign-in here; its history stays
  -- access (domain::access): what is not known from Instagram, and what was decided
  alpha           INTEGER NOT NULL DEFAULT 0 CHECK (alpha IN (0, 1)),
  early_access    INTEGER NOT NULL DEFAULT 0 CHECK (early_access IN (0, 1)), -- approved and launched
  granted_at      INTEGER,                     -- since when it has access
  waiting_since   INTEGER,                     -- it was connected without access, and is not read before it has it
  drifted         INTEGER NOT NULL DEFAULT 0 CHECK (drifted IN (0, 1))
) STRICT;

-- Times in which a handle was switched off. What was sent then is stored only when the person asked for it.
CREATE TABLE pause (
  handle_id INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  from_at   INTEGER NOT NULL,
  to_at     INTEGER NOT NULL,
  fetched   INTEGER NOT NULL CHECK (fetched IN (0, 1)),
  PRIMARY KEY (handle_id, from_at)
) STRICT, WITHOUT ROWID;

-- Times in which a handle that was on received nothing.
CREATE TABLE interruption (
  handle_id INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  from_at   INTEGER NOT NULL,
  to_at     INTEGER,
  trouble   TEXT    NOT NULL,
  PRIMARY KEY (handle_id, from_at)
) STRICT, WITHOUT ROWID;

-- Handles that were given access, until a person has seen it.
CREATE TABLE notice (
  id    INTEGER PRIMARY KEY NOT NULL,
  at    INTEGER NOT NULL,
  phase TEXT
) STRICT;

CREATE TABLE notice_handle (
  notice_id INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
  handle_id INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  kept_off  INTEGER NOT NULL CHECK (kept_off IN (0, 1)),
  PRIMARY KEY (notice_id, handle_id)
) STRICT, WITHOUT ROWID;

-- What a person wanted deleted from here, until it is: a handle, or one person. A crash in between goes on at the next
-- start. No row of it refers to what it deletes.
CREATE TABLE erasure (
  id        INTEGER PRIMARY KEY NOT NULL,
  at        INTEGER NOT NULL,
  handle_id INTEGER NOT NULL,
  ig_id     TEXT,                              -- of a handle: names its token, which goes too
  person_id INTEGER,                           -- of a person
  rows_gone INTEGER NOT NULL DEFAULT 0 CHECK (rows_gone IN (0, 1)) -- only the token is left
) STRICT;

-- People who were forgotten: Instagram goes on listing what they wrote before. Who it is cannot be read from it.
CREATE TABLE forgotten (
  handle_id INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  person    BLOB    NOT NULL,                  -- SHA-256 of the handle's and the person's ids
  at        INTEGER NOT NULL,
  PRIMARY KEY (handle_id, person)
) STRICT, WITHOUT ROWID;

-- The relay's stream is one for all handles: a single row.
CREATE TABLE stream_cursor (
  one             INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
  epoch           TEXT    NOT NULL,
  seq             INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
  id                  INTEGER PRIMARY KEY NOT NULL,
  handle_id           INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  igsid               TEXT    NOT NULL,
  name                TEXT,
  username            TEXT,
  picture_url         TEXT,
  followers           INTEGER,
  follows_us          INTEGER,
  followed_by_us      INTEGER,
  verified            INTEGER,
  profile_fetched_at  INTEGER,
  profile_error       TEXT,
  UNIQUE (handle_id, igsid)
) STRICT;

CREATE INDEX person_by_profile_age ON person (handle_id, profile_fetched_at);

-- Everything a list row shows is kept here, in the same transaction as the message it comes from.
CREATE TABLE conversation (
  id                INTEGER PRIMARY KEY NOT NULL,
  handle_id         INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  person_id         INTEGER NOT NULL UNIQUE REFERENCES person (id) ON DELETE CASCADE,
  thread_id         TEXT,
  remote_updated_at INTEGER,
  -- a group, or nobody (domain::observation::ClosedBecause): one row to see, never to answer. Its person is a
  -- stand-in with the usernames of the thread
  closed            TEXT,
  -- another connected tool has the chat, as of owner_at
  owned_by_other    INTEGER NOT NULL DEFAULT 0 CHECK (owned_by_other IN (0, 1)),
  owner_at          INTEGER,
  -- marks (domain::conversation::Marks), as positions
  last_inbound      INTEGER,
  last_asking       INTEGER,
  last_mention      INTEGER,
  last_outbound     INTEGER,
  done_through      INTEGER,
  read_through      INTEGER,
  marked_unread     INTEGER NOT NULL DEFAULT 0 CHECK (marked_unread IN (0, 1)),
  -- derived from the marks: 0 needs reply, 1 waiting, 2 done, 3 quiet
  standing          INTEGER NOT NULL DEFAULT 3 CHECK (standing BETWEEN 0 AND 3),
  unread            INTEGER NOT NULL DEFAULT 0 CHECK (unread IN (0, 1)),
  open_mention      INTEGER NOT NULL DEFAULT 0 CHECK (open_mention IN (0, 1)),
  -- the newest message; 0 when there is none yet
  last_position     INTEGER NOT NULL DEFAULT 0,
  last_mid          TEXT,
  last_kind         TEXT,
  last_direction    TEXT,
  last_snippet      TEXT,
  -- how far the person has seen our messages
  seen_at           INTEGER,
  seen_mid          TEXT
) STRICT;

CREATE UNIQUE INDEX conversation_by_thread ON conversation (handle_id, thread_id) WHERE thread_id IS NOT NULL;
CREATE INDEX conversation_newest ON conversation (last_position);
CREATE INDEX conversation_newest_of_handle ON conversation (handle_id, last_position);
CREATE INDEX conversation_by_standing ON conversation (standing, last_position);
CREATE INDEX conversation_by_standing_of_handle ON conversation (handle_id, standing, last_position);
CREATE INDEX conversation_closing ON conversation (standing, last_inbound) WHERE standing = 0;
CREATE INDEX conversation_closing_of_handle ON conversation (handle_id, standing, last_inbound) WHERE standing = 0;
CREATE INDEX conversation_unread ON conversation (last_position) WHERE unread = 1;
CREATE INDEX conversation_unread_of_handle ON conversation (handle_id, last_position) WHERE unread = 1;
CREATE INDEX conversation_mentions ON conversation (last_position) WHERE open_mention = 1;
CREATE INDEX conversation_mentions_of_handle ON conversation (handle_id, last_position) WHERE open_mention = 1;

-- All that is known about a message (domain::merge::MessageState). While only an edit, an unsend or a reaction was
-- seen, a message has no position yet and is not shown.
CREATE TABLE message (
  id              INTEGER PRIMARY KEY NOT NULL,
  handle_id       INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  mid             TEXT    NOT NULL,
  conversation_id INTEGER REFERENCES conversation (id) ON DELETE CASCADE,
  position        INTEGER UNIQUE,
  direction       TEXT,
  origin          TEXT,
  sent_at         INTEGER,
  sent_exact      INTEGER,
  text            TEXT,
  text_rank       INTEGER,
  text_as_of      INTEGER,
  body            TEXT,
  body_rank       INTEGER,
  body_as_of      INTEGER,
  unsent          TEXT,
  kind            TEXT    NOT NULL,
  reactions_as_of INTEGER,              -- when a source last listed all reactions
  found_by        TEXT    NOT NULL,     -- the way it came first
  found_at        INTEGER NOT NULL,     -- when it came first
  missing_since   INTEGER,              -- when a listing first lacked it
  by_webhook      INTEGER NOT NULL DEFAULT 0 CHECK (by_webhook IN (0, 1)), -- a webhook told of it, first or later
  while_paused    INTEGER NOT NULL DEFAULT 0 CHECK (while_paused IN (0, 1)),
  UNIQUE (handle_id, mid)
) STRICT;

CREATE INDEX message_in_conversation ON message (conversation_id, position);

-- A reaction may come before its message. A taken-back one stays as a row without emoji: a late repetition of the
-- older event must not bring it back.
CREATE TABLE reaction (
  handle_id INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  mid       TEXT    NOT NULL,
  by        TEXT    NOT NULL,
  emoji     TEXT,
  at        INTEGER NOT NULL,
  PRIMARY KEY (handle_id, mid, by)
) STRICT, WITHOUT ROWID;

-- What happened in a conversation and is no message (domain::observation::LineKind, as JSON).
CREATE TABLE line (
  conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  at              INTEGER NOT NULL,
  what            TEXT    NOT NULL,
  PRIMARY KEY (conversation_id, at, what)
) STRICT, WITHOUT ROWID;

-- What came in for a handle and found no place in a conversation: the newest of each handle. What was said is kept
-- so that it can be looked into, without links; it goes when its message is unsent.
CREATE TABLE undelivered (
  id        INTEGER PRIMARY KEY NOT NULL,
  handle_id INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  at        INTEGER NOT NULL,
  why       TEXT    NOT NULL,
  key       TEXT    NOT NULL, -- what makes it the same: a message's or thread's id, or the item itself
  field     TEXT,
  raw       TEXT,
  UNIQUE (handle_id, why, key)
) STRICT;

CREATE INDEX undelivered_newest ON undelivered (at);
CREATE INDEX undelivered_newest_of_handle ON undelivered (handle_id, at);

-- History has a hole directly before the message at this position.
CREATE TABLE gap (
  conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  position        INTEGER NOT NULL,
  found_at        INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, position)
) STRICT, WITHOUT ROWID;

-- Messages of a pause that nobody asked for were left out of a conversation: a hole that ends at this position.
CREATE TABLE skipped (
  conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  position        INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  conversation_id INTEGER PRIMARY KEY NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  text            TEXT    NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox (
  ord             INTEGER PRIMARY KEY NOT NULL, -- order of writing
  id              BLOB    NOT NULL UNIQUE,      -- UUIDv7, made where it was written
  handle_id       INTEGER NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  press           BLOB    NOT NULL,             -- the first message of the same press of Send
  what            TEXT    NOT NULL,             -- domain::outgoing::Outgoing as JSON; its words go once a message has them
  reply_to        TEXT,
  human_agent     INTEGER NOT NULL DEFAULT 0 CHECK (human_agent IN (0, 1)), -- a person confirmed it for this reply
  state           TEXT    NOT NULL CHECK (state IN
                    ('queued', 'held', 'sending', 'unknown', 'ask', 'sent', 'failed', 'cancelled')),
  reason          TEXT,
  rev             INTEGER NOT NULL DEFAULT 1,   -- compare-and-set on every transition
  not_before      INTEGER,
  created_at      INTEGER NOT NULL,
  asked_at        INTEGER NOT NULL,             -- when a person last said "send"
  attempts        INTEGER NOT NULL DEFAULT 0,
  attempted_at    INTEGER,
  baseline        TEXT    NOT NULL DEFAULT '[]', -- our newest mids before the attempt
  looks           INTEGER NOT NULL DEFAULT 0,   -- how often it was looked for since the attempt
  sent_mid        TEXT,
  matched_by      TEXT,
  refusal         TEXT,                         -- Instagram's own words for people, of the last refusal
  changed_at      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX one_uncertain ON outbox (conversation_id) WHERE state IN ('sending', 'unknown', 'ask');
CREATE UNIQUE INDEX outbox_by_mid ON outbox (handle_id, sent_mid) WHERE sent_mid IS NOT NULL;
CREATE INDEX outbox_open ON outbox (state, not_before) WHERE state NOT IN ('sent', 'cancelled');
CREATE INDEX outbox_in_conversation ON outbox (conversation_id, ord);
CREATE INDEX outbox_of_press ON outbox (press);

-- Files that a person attached (ADR 8): with the draft until Send, then with their reply until it was sent or discarded.
CREATE TABLE upload (
  ord             INTEGER PRIMARY KEY NOT NULL, -- order of attaching
  id              BLOB    NOT NULL UNIQUE,      -- UUIDv7
  conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  outbox_id       BLOB    REFERENCES outbox (id) ON DELETE CASCADE,
  name            TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  media_type      TEXT    NOT NULL,
  size            INTEGER NOT NULL,
  attachment_id   TEXT,                         -- Instagram's, once it was uploaded; good for 90 days
  uploaded_at     INTEGER,
  bytes           BLOB    NOT NULL
) STRICT;

CREATE INDEX upload_in_conversation ON upload (conversation_id, ord);
CREATE INDEX upload_of_reply ON upload (outbox_id) WHERE outbox_id IS NOT NULL;

-- A person was told what replying as a human agent means, and agreed.
CREATE TABLE human_agent_agreement (
  handle_id INTEGER PRIMARY KEY NOT NULL REFERENCES handle (id) ON DELETE CASCADE,
  at        INTEGER NOT NULL
) STRICT;

-- What was done, never what was said.
CREATE TABLE audit (
  id        INTEGER PRIMARY KEY NOT NULL,
  at        INTEGER NOT NULL,
  action    TEXT    NOT NULL,
  handle_id INTEGER,
  outcome   TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_of_handle ON audit (handle_id, id);

CREATE TABLE setting (
  key   TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens are made in Rust (domain::search, and one for the handle); `ascii` only cuts them at spaces. The row id is the message's position,
-- so the newest hits come first in the index's own order. Not `contentless_delete`: that only marks rows as deleted
-- and leaves their words in the file; the plain `delete` command with secure-delete removes the words themselves.
CREATE VIRTUAL TABLE message_fts USING fts5 (text, content = '', tokenize = 'ascii');
INSERT INTO message_fts (message_fts, rank) VALUES ('secure-delete', 1);
