-- only: sqlite
-- What the search index does not hold yet: it is brought up to date many texts at a time.
CREATE TABLE search_pending (
  id INTEGER PRIMARY KEY,
  region BIGINT NOT NULL,
  fresh BIGINT NOT NULL,         -- 1 if the index holds nothing of it, 0 if this takes the place of what it holds
  words TEXT NOT NULL            -- with a space before and behind each
);

-- The program has folded the words already: each is to stay as it is, as on PostgreSQL.
CREATE VIRTUAL TABLE search_text_plain USING fts5(words, region UNINDEXED, tokenize = "ascii");
INSERT INTO search_text_plain (rowid, words, region) SELECT rowid, words, region FROM search_text;
DROP TABLE search_text;
ALTER TABLE search_text_plain RENAME TO search_text;
-- end
