-- What is done: meetings, classes, reception days, talks; who was there; and places where life is hard.

CREATE TABLE activity (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  unit BIGINT NOT NULL,          -- that holds it; of a talk, the unit that keeps the record
  kind TEXT NOT NULL,            -- of the rulebook's activities
  state BIGINT NOT NULL,         -- 0 planned, 1 held, 2 cancelled
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  amount BIGINT NOT NULL,        -- minutes, days or 1, as the kind is measured
  place BIGINT,                  -- the unit where it was, if it was not the one that holds it
  hard_place BIGINT NOT NULL,    -- 1 if that was a place where life is hard on that day
  topic TEXT NOT NULL,
  leader BIGINT,
  roster BIGINT,                 -- the version that the bits of `attendance` go by
  attendance BYTEA,              -- activities/attendance.h describes it
  version BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX activity_by_unit ON activity (region, unit, from_at, id);

-- An activity as it stood before it was held, corrected or cancelled.
CREATE TABLE activity_past (
  region BIGINT NOT NULL,
  activity BIGINT NOT NULL,
  version BIGINT NOT NULL,
  state BIGINT NOT NULL,
  from_at BIGINT NOT NULL,
  to_at BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  place BIGINT,
  hard_place BIGINT NOT NULL,
  topic TEXT NOT NULL,
  leader BIGINT,
  roster BIGINT,
  attendance BYTEA,
  replaced_at BIGINT NOT NULL,
  because TEXT NOT NULL,
  person BIGINT,                 -- who replaced it, by which post
  post TEXT,
  post_unit BIGINT,
  PRIMARY KEY (region, activity, version)
);

-- Those who took part and are no members of the unit, leaders among them, and the two of a talk: members are found
-- through the activities of their units.
CREATE TABLE activity_person (
  region BIGINT NOT NULL,
  person BIGINT NOT NULL,
  from_at BIGINT NOT NULL,
  activity BIGINT NOT NULL,
  PRIMARY KEY (region, person, from_at, activity)
);
CREATE INDEX activity_person_by_activity ON activity_person (region, activity);

-- The members of a unit in a fixed order: what the bits of an attendance mean.
CREATE TABLE roster (
  region BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  version BIGINT NOT NULL,
  from_date BIGINT NOT NULL,     -- the day for which it was first needed
  members BYTEA NOT NULL,
  PRIMARY KEY (region, unit, version)
);

-- Minutes and reports: the bytes lie under the files' folder by their digest.
CREATE TABLE activity_document (
  region BIGINT NOT NULL,
  activity BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,            -- minutes, report, other
  person BIGINT,                 -- whose own report it is
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  digest TEXT NOT NULL,          -- hex BLAKE2b of the bytes
  at BIGINT NOT NULL,
  PRIMARY KEY (region, activity, id)
);

-- Units marked as places where life is hard, with all below them.
CREATE TABLE hard_place (
  region BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  from_date BIGINT NOT NULL,
  to_date BIGINT,                -- the first day it is no longer one
  PRIMARY KEY (region, unit, from_date)
);
