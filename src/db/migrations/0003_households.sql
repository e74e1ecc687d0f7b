-- What subsistence allowances are worked out from: sums of households, without names.

CREATE TABLE household (
  region BIGINT NOT NULL,
  id BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  income_fen BIGINT NOT NULL,  -- of all its persons, a month
  persons BIGINT NOT NULL,
  PRIMARY KEY (region, id)
);
CREATE INDEX household_by_unit ON household (region, unit);
