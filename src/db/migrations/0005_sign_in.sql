-- Second factors, sign-in links, and what a person calls the devices they are signed in on. Wrong attempts are counted in
-- memory by where they come from, and no longer lock an account.

ALTER TABLE account DROP COLUMN failed;
ALTER TABLE account DROP COLUMN locked_until;
ALTER TABLE account ADD COLUMN second_factor BIGINT NOT NULL DEFAULT 0;  -- 1: this account must have one

ALTER TABLE session DROP COLUMN csrf_hash;
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';          -- as the person calls it
ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT 'password';     -- password, link, organisation

CREATE TABLE second_factor (
  region BIGINT NOT NULL,
  account BIGINT NOT NULL,
  secret BYTEA,                  -- sealed; the one in use, NULL until a first one is confirmed
  next_secret BYTEA,             -- sealed; waits for its first code
  last_step BIGINT NOT NULL,     -- of the last code that was taken: none at or before it is good again
  PRIMARY KEY (region, account)
);

CREATE TABLE recovery_code (
  region BIGINT NOT NULL,
  account BIGINT NOT NULL,
  code_hash BYTEA NOT NULL,
  PRIMARY KEY (region, account, code_hash)
);

CREATE TABLE sign_in_link (
  region BIGINT NOT NULL,
  token_hash BYTEA NOT NULL,
  account BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (region, token_hash)
);
CREATE INDEX sign_in_link_by_token ON sign_in_link (token_hash);
