-- When a list of its thread first showed a message, with its details. One that was only read by its id, or that only an event
-- told of, proves nothing by lacking in a list.
ALTER TABLE message ADD COLUMN listed_at INTEGER;
