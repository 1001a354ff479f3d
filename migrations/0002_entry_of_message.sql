-- What was made of a message is looked up whatever became of it: the same message is not logged again over a moderator's
-- head, nor over its author's. The unique index finds those that count, and goes on keeping them from being two.
CREATE INDEX entry_of_message ON entry (guild, message) WHERE message IS NOT NULL;
