-- Proofs for those outside: a Merkle tree over each journal, signed checkpoints of it, and the keys that signed them.

-- The public halves of the keys that sign receipts and checkpoints; old ones stay.
-- reference
CREATE TABLE signing_key (
  id BIGINT NOT NULL PRIMARY KEY,  -- 1, 2, …
  public_key BYTEA NOT NULL,
  from_at BIGINT NOT NULL,
  endorsed BYTEA                   -- the signature of the key before over this one; NULL for the first
);

-- Nodes that stand for 16, 256, 4096 … entries, all of which are there: what is below them is worked out.
CREATE TABLE merkle_node (
  region BIGINT NOT NULL,
  level BIGINT NOT NULL,           -- 4, 8, 12 …: the node covers 2^level entries
  number BIGINT NOT NULL,          -- from 0
  hash BYTEA NOT NULL,
  PRIMARY KEY (region, level, number)
);

CREATE TABLE checkpoint (
  region BIGINT NOT NULL,
  number BIGINT NOT NULL,          -- 1, 2, …
  size BIGINT NOT NULL,            -- entries that it covers
  at BIGINT NOT NULL,
  root BYTEA NOT NULL,
  signing_key BIGINT NOT NULL,
  signature BYTEA NOT NULL,
  PRIMARY KEY (region, number)
);
CREATE INDEX checkpoint_by_size ON checkpoint (region, size, number);

-- Where two persons open who raised a matter: one asked, another agreed, and the first may open it for a time.
CREATE TABLE identity_request (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  id BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_post TEXT NOT NULL,
  asked_unit BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  agreed_by BIGINT,
  agreed_post TEXT,
  agreed_unit BIGINT,
  agreed_at BIGINT,
  ends_at BIGINT NOT NULL,         -- unanswered it ends then; agreed to, the opening does
  PRIMARY KEY (region, matter, id)
);
