-- What ends: personal data whose time is over, at whose request they went earlier, and emergencies with their lists.

-- Digests of these rows stand in the journal for good. The salt is destroyed with what it guards, so that nobody can find
-- out by trying what an erased row said. Rows from before this step have none.
ALTER TABLE matter ADD COLUMN salt BYTEA;
ALTER TABLE person ADD COLUMN salt BYTEA;
ALTER TABLE activity ADD COLUMN salt BYTEA;

-- What was erased, of what, when and by which rule; nothing of what it was. Also what a restored backup has to erase again.
CREATE TABLE erasure (
  region BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  data TEXT NOT NULL,            -- kind of data, as the program declares them
  subject_kind TEXT NOT NULL,    -- matter, person, activity
  rule TEXT NOT NULL,
  on_request BIGINT NOT NULL,    -- 1: earlier than the rule says, because the person asked for it
  at BIGINT NOT NULL,
  PRIMARY KEY (region, subject, data)
);

-- Files that no row names any more, and that are still on the disk.
CREATE TABLE unneeded_file (
  region BIGINT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (region, digest)
);

CREATE INDEX membership_ended ON membership (region, to_date, person) WHERE to_date IS NOT NULL;
CREATE INDEX post_ended ON post (region, to_date, person) WHERE to_date IS NOT NULL;
CREATE INDEX matter_closed ON matter (region, procedure, closed_at, id) WHERE closed_at IS NOT NULL;

CREATE TABLE emergency (
  region BIGINT NOT NULL,        -- of the unit
  id BIGINT NOT NULL,
  unit BIGINT NOT NULL,          -- it holds for this unit and all below
  title TEXT NOT NULL,
  declared_at BIGINT NOT NULL,
  declared_by BIGINT NOT NULL,   -- person
  last_day BIGINT NOT NULL,      -- ends by itself after it
  ended_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX emergency_by_unit ON emergency (region, unit);

-- When the row was imported; 0: before anybody kept that.
ALTER TABLE household ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
