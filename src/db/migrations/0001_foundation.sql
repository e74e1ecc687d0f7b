-- The foundation: units, people, accounts, matters and the journal.
-- Every table but the reference tables begins its key with region, the branch of the unit tree under its root, so that
-- the same schema can be spread over several servers. Instants are milliseconds, dates are day numbers.

-- reference
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);

-- The login names are unique over all regions, and tell which region to look in.
-- reference
CREATE TABLE login (
  name TEXT NOT NULL PRIMARY KEY,
  region BIGINT NOT NULL,
  account BIGINT NOT NULL
);

-- The branches of the tree under its root, and the root itself: where to look for what has no region in its name.
-- reference
CREATE TABLE region (
  id BIGINT NOT NULL PRIMARY KEY,  -- of the unit
  path TEXT NOT NULL
);

CREATE TABLE unit (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  parent BIGINT,                 -- NULL for the root only
  path TEXT NOT NULL,            -- 4 characters of base 32 for each step down; a subtree is a prefix
  kind TEXT NOT NULL,
  code TEXT NOT NULL,            -- the public code, such as a division code; unique among those in force
  name TEXT NOT NULL,            -- as the organisation writes it
  name_en TEXT,
  setting TEXT,                  -- of the rulebook's settings: government, state-enterprise, village …
  is_place BIGINT NOT NULL,      -- 1 if residents name it as where they live
  next_child BIGINT NOT NULL,    -- the ordinal that the next child gets in its path
  from_date BIGINT NOT NULL,
  to_date BIGINT,                -- the first day it is no longer in force
  merged_into BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX unit_by_path ON unit (region, path);
CREATE INDEX unit_by_parent ON unit (region, parent, kind);
CREATE INDEX unit_by_code ON unit (region, code);
CREATE INDEX unit_by_id ON unit (id);

-- Where a unit hung, and under which name, before it was moved, renamed or merged.
CREATE TABLE unit_history (
  region BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  until_date BIGINT NOT NULL,
  seq BIGINT NOT NULL,           -- several changes on one day
  parent BIGINT,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (region, unit, until_date, seq)
);

-- Changes of units that have a date to come.
CREATE TABLE unit_plan (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  what TEXT NOT NULL,            -- move, merge, close
  other BIGINT,                  -- the new parent, or the survivor
  on_date BIGINT NOT NULL,
  person BIGINT,                 -- who ordered it, by which post
  post TEXT,
  post_unit BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX unit_plan_by_unit ON unit_plan (region, unit);

CREATE TABLE person (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);

CREATE TABLE membership (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  kind TEXT NOT NULL,            -- of the rulebook's memberships
  from_date BIGINT NOT NULL,
  to_date BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX membership_by_unit ON membership (region, unit, from_date);
CREATE INDEX membership_by_person ON membership (region, person, from_date);

CREATE TABLE post (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  kind TEXT NOT NULL,            -- of the rulebook's posts
  from_date BIGINT NOT NULL,
  to_date BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX post_by_unit ON post (region, unit, kind);
CREATE INDEX post_by_person ON post (region, person);

CREATE TABLE account (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  language TEXT NOT NULL,
  closed BIGINT NOT NULL,
  failed BIGINT NOT NULL,        -- wrong passwords since the last right one
  locked_until BIGINT,           -- attempts are refused until then
  version BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);

CREATE TABLE session (
  region BIGINT NOT NULL,
  token_hash BYTEA NOT NULL,
  account BIGINT NOT NULL,
  csrf_hash BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (region, token_hash)
);
CREATE INDEX session_by_token ON session (token_hash);
CREATE INDEX session_by_account ON session (region, account);

CREATE TABLE api_key (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  key_hash BYTEA NOT NULL,
  name TEXT NOT NULL,
  unit BIGINT NOT NULL,          -- the unit that answers for the client
  created_at BIGINT NOT NULL,
  revoked_at BIGINT,
  PRIMARY KEY (region, id)
);
CREATE INDEX api_key_by_hash ON api_key (key_hash);

CREATE TABLE matter (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  code TEXT NOT NULL,
  procedure TEXT NOT NULL,
  procedure_from BIGINT NOT NULL,  -- the version of the procedure it runs by: the day that version came into force
  stage TEXT NOT NULL,
  state BIGINT NOT NULL,           -- 0 open, 1 closed, 2 closed for good
  channel TEXT NOT NULL,
  topic TEXT,
  language TEXT NOT NULL,
  title TEXT NOT NULL,             -- the first words of what was raised
  place BIGINT,                    -- the unit where it is
  address TEXT,
  latitude DOUBLE PRECISION,
  longitude DOUBLE PRECISION,
  unit BIGINT NOT NULL,            -- the one responsible unit
  sender BIGINT,                   -- the unit that sent it there
  decided_unit BIGINT,             -- the unit whose decision stands, which a review goes above
  handler BIGINT,                  -- the person who has it in hand
  escalated BIGINT,                -- the unit that a late clock called in
  next_due BIGINT NOT NULL,        -- of the running clocks that the organisation owes; the year 9999 if none runs
  next_clock TEXT,
  anonymous BIGINT NOT NULL,
  confidential BIGINT NOT NULL,
  group_size BIGINT NOT NULL,      -- persons; 1 where one person raised it
  receipt_hash BYTEA NOT NULL,
  joined_to BIGINT,
  raised_at BIGINT NOT NULL,
  closed_at BIGINT,
  outcome TEXT,
  updated_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX matter_inbox ON matter (region, unit, state, next_due, id);
CREATE INDEX matter_escalated ON matter (region, escalated, state, next_due, id) WHERE escalated IS NOT NULL;
CREATE INDEX matter_sent ON matter (region, sender, state, next_due, id) WHERE sender IS NOT NULL;
CREATE INDEX matter_in_hand ON matter (region, handler, state, next_due, id) WHERE handler IS NOT NULL;
CREATE INDEX matter_due ON matter (region, state, next_due, id);
CREATE INDEX matter_by_id ON matter (id);
CREATE INDEX matter_by_code ON matter (region, code);
CREATE INDEX matter_by_receipt ON matter (receipt_hash);
CREATE INDEX matter_by_place ON matter (region, place, raised_at);
CREATE INDEX matter_by_raised ON matter (region, raised_at, id);
CREATE INDEX matter_by_updated ON matter (region, updated_at, id);
CREATE INDEX matter_joined ON matter (region, joined_to) WHERE joined_to IS NOT NULL;

-- Who raised it: apart from the content, sealed under the vault's key.
CREATE TABLE identity (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  sealed BYTEA NOT NULL,           -- JSON of name, phone, e-mail, address and representatives
  PRIMARY KEY (region, matter)
);

-- The timeline. Content stands here and nowhere else.
CREATE TABLE entry (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,              -- raised, step, message, note, clock, system
  step TEXT,
  stage TEXT NOT NULL,             -- the stage after it
  by_raiser BIGINT NOT NULL,
  person BIGINT,
  post TEXT,
  unit BIGINT,
  public BIGINT NOT NULL,          -- 1 if the person who raised it sees it
  inputs TEXT NOT NULL,            -- JSON object of the step's typed inputs
  PRIMARY KEY (region, matter, id)
);

CREATE TABLE clock (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  owed_by_raiser BIGINT NOT NULL,
  state BIGINT NOT NULL,           -- 0 running, 1 paused, 2 stopped, 3 run out
  started_at BIGINT NOT NULL,
  due BIGINT NOT NULL,
  because TEXT NOT NULL,           -- JSON: rule, source, start, length, each pause and extension
  stopped_at BIGINT,
  late BIGINT NOT NULL,            -- how often it was found late and taken one unit higher
  check_at BIGINT NOT NULL,        -- when the program looks at it next
  PRIMARY KEY (region, matter, id)
);
CREATE INDEX clock_check ON clock (region, state, check_at);

CREATE TABLE answer (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  entry BIGINT NOT NULL,
  step TEXT NOT NULL,
  decision TEXT,
  reasons TEXT NOT NULL,
  remedy TEXT NOT NULL,
  unit BIGINT NOT NULL,
  person BIGINT NOT NULL,
  at BIGINT NOT NULL,
  in_time BIGINT NOT NULL,
  PRIMARY KEY (region, matter, entry)
);
CREATE INDEX answer_by_unit ON answer (region, unit, at);

-- Apart from the matter: no unit reads one of these, only counts of five and more.
CREATE TABLE appraisal (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  entry BIGINT NOT NULL,           -- the answer appraised
  unit BIGINT NOT NULL,
  solved TEXT NOT NULL,            -- yes, partly, no
  satisfied BIGINT NOT NULL,       -- 1 to 5
  comment TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (region, matter, entry)
);
CREATE INDEX appraisal_by_unit ON appraisal (region, unit);

CREATE TABLE party (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  id BIGINT NOT NULL,
  role TEXT NOT NULL,              -- accused, other-side, concerned
  unit BIGINT,
  person BIGINT,
  PRIMARY KEY (region, matter, id)
);
CREATE INDEX party_by_person ON party (region, person);

-- The accused barrier, worked out from the parties: who is kept from the matter. One of path and person is set.
CREATE TABLE bar (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  id BIGINT NOT NULL,
  path TEXT,                       -- nobody with a post at this path or below it
  person BIGINT,
  PRIMARY KEY (region, matter, id)
);

-- Who did which step, for "a different person".
CREATE TABLE actor (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  step TEXT NOT NULL,
  person BIGINT NOT NULL,
  PRIMARY KEY (region, matter, step, person)
);

CREATE TABLE link (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  other BIGINT NOT NULL,
  kind TEXT NOT NULL,              -- joined, opened, not-the-same
  at BIGINT NOT NULL,
  PRIMARY KEY (region, matter, other)
);

CREATE TABLE attachment (
  region BIGINT NOT NULL,
  matter BIGINT NOT NULL,
  id BIGINT NOT NULL,
  entry BIGINT,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,        -- as sniffed, not as claimed
  size BIGINT NOT NULL,
  digest TEXT NOT NULL,            -- hex BLAKE2b of the bytes: where the file lies
  public BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (region, matter, id)
);

-- The answer to a request whose key was seen before.
CREATE TABLE idempotency (
  region BIGINT NOT NULL,
  key_hash BYTEA NOT NULL,
  request_hash BYTEA NOT NULL,
  status BIGINT NOT NULL,
  response BYTEA NOT NULL,         -- sealed: it holds a receipt
  at BIGINT NOT NULL,
  PRIMARY KEY (region, key_hash)
);

-- Rows that an import brought in, so that running it again adds nothing twice.
CREATE TABLE import_row (
  region BIGINT NOT NULL,
  source TEXT NOT NULL,
  row_key TEXT NOT NULL,
  matter BIGINT NOT NULL,
  PRIMARY KEY (region, source, row_key)
);

CREATE TABLE journal (
  region BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  person BIGINT,                   -- NULL: the person who raised it, or the program
  post TEXT,
  unit BIGINT,
  act TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  detail TEXT NOT NULL,
  before_digest BYTEA,
  after_digest BYTEA,
  previous BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (region, seq)
);
CREATE INDEX journal_by_subject ON journal (region, subject, seq);

CREATE TABLE journal_head (
  region BIGINT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL
);

-- only: sqlite
CREATE VIRTUAL TABLE search_text USING fts5(words, region UNINDEXED, tokenize = "unicode61 remove_diacritics 0");
-- end
-- only: postgres
CREATE TABLE search_text (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  words TSVECTOR NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX search_text_words ON search_text USING gin (words);
-- end
