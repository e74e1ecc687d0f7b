-- How far the job that ends personal data has come, so that it reads no matter again whose data are gone.

-- Of each procedure and kind of data: every matter closed up to here was read. What was found to end, or may have to
-- end later, stands in retention_list; of all others there is nothing that could end until they are written to again.
CREATE TABLE retention_reached (
  region BIGINT NOT NULL,
  procedure TEXT NOT NULL,
  data TEXT NOT NULL,            -- kind of data, as the program declares them
  terms TEXT NOT NULL,           -- by which the days in retention_list were worked out
  closed_at BIGINT NOT NULL,     -- of the last matter that was read, with its number
  matter BIGINT NOT NULL,
  PRIMARY KEY (region, procedure, data)
);

CREATE TABLE retention_list (
  region BIGINT NOT NULL,
  procedure TEXT NOT NULL,
  data TEXT NOT NULL,
  matter BIGINT NOT NULL,
  look_on BIGINT NOT NULL,       -- the first day on which to look at it; 0: at the next run
  PRIMARY KEY (region, procedure, data, matter)
);
CREATE INDEX retention_list_due ON retention_list (region, procedure, data, look_on, matter);
