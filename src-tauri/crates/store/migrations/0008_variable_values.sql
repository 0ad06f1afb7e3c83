-- What a person keeps for variables of their own in saved replies. Without a handle: for all of them.
CREATE TABLE variable_value (
  id        INTEGER PRIMARY KEY NOT NULL,
  name      TEXT    NOT NULL,                  -- domain::saved_reply::plain_name
  handle_id INTEGER REFERENCES handle (id) ON DELETE CASCADE,
  text      TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX variable_value_for_all ON variable_value (name) WHERE handle_id IS NULL;
CREATE UNIQUE INDEX variable_value_of_handle ON variable_value (handle_id, name) WHERE handle_id IS NOT NULL;
