-- Signing in through the organisation's own provider: which of its subjects are whose account.

-- What a provider calls a person, as a keyed hash, and the account that is theirs; tells which region to look in.
-- reference
CREATE TABLE connection (
  subject_hash BYTEA NOT NULL PRIMARY KEY,  -- of issuer and subject
  provider TEXT NOT NULL,                   -- as sign-in.yaml names it
  region BIGINT NOT NULL,
  account BIGINT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX connection_by_account ON connection (region, account);

ALTER TABLE session ADD COLUMN factor_vouched BIGINT NOT NULL DEFAULT 0;  -- 1: the provider asked for a second factor itself
