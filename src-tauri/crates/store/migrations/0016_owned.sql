-- Chats that another connected tool has: few, and counted with every change of the list.
CREATE INDEX conversation_owned ON conversation (handle_id) WHERE standing = 0 AND owned_by_other = 1;
