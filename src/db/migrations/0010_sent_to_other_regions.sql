-- Where the unit of a row lies, if that is another region than the row's own: what was sent on to another branch of the
-- tree stays in the region where it was raised, and whoever reads for many units there finds it by this.
ALTER TABLE matter ADD COLUMN unit_region BIGINT;
ALTER TABLE appraisal ADD COLUMN unit_region BIGINT;

UPDATE matter SET unit_region = (SELECT u.region FROM unit u WHERE u.id = matter.unit)
  WHERE region <> (SELECT u.region FROM unit u WHERE u.id = matter.unit);
UPDATE appraisal SET unit_region = (SELECT u.region FROM unit u WHERE u.id = appraisal.unit)
  WHERE region <> (SELECT u.region FROM unit u WHERE u.id = appraisal.unit);

CREATE INDEX matter_sent_elsewhere ON matter (region, unit_region, state, next_due, id) WHERE unit_region IS NOT NULL;
CREATE INDEX appraisal_elsewhere ON appraisal (region, unit_region, at) WHERE unit_region IS NOT NULL;
