-- The job that ends personal data asks of each matter that was closed by which row it came in.
CREATE INDEX import_row_by_matter ON import_row (region, matter);
