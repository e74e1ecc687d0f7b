-- Addresses from which a calendar program reads what awaits one person: each with a token of its own.

CREATE TABLE feed_link (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  unit BIGINT,                   -- whose calendar it is; null: the person's own
  topics BIGINT NOT NULL,        -- 1: with what each activity is about
  language TEXT NOT NULL,
  token_hash BYTEA NOT NULL,     -- BLAKE2b; the token itself is shown once and kept nowhere
  created_at BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX feed_link_by_token ON feed_link (token_hash);
CREATE INDEX feed_link_by_person ON feed_link (region, person);
