-- What finding needs beside the words of messages.

-- The words of a person's name and username (domain::search::name_words), to be found by how they begin.
CREATE TABLE person_word (
  word      TEXT    NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
  PRIMARY KEY (word, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_word_of_person ON person_word (person_id);
-- Rust cuts the names of people who are known already, and removes this.
INSERT INTO setting (key, value) VALUES ('people_words_due', '1');

-- The same username may have written to several handles.
CREATE INDEX person_by_username ON person (username) WHERE username IS NOT NULL;

-- Everything but plain text, which is most: pictures, files, mentions.
CREATE INDEX message_by_kind ON message (kind, position) WHERE kind <> 'text';
CREATE INDEX message_media_in_conversation ON message (conversation_id, position) WHERE kind <> 'text';
CREATE INDEX message_mention_of_handle ON message (handle_id, position) WHERE kind = 'story_mention';
