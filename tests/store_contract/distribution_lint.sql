-- What keeps a schema from being spread over several servers by region, one row a finding: table, finding.
-- $1: the schema; $2: the reference tables, which every server holds whole, as an array.
WITH tables AS (
  SELECT
    c.oid,
    c.relname AS name,
    c.relname = ANY(CAST($2 AS TEXT[])) AS is_reference,
    (
      SELECT a.attnum
      FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attname = 'region' AND a.attnotnull AND a.atttypid = CAST('bigint' AS REGTYPE)
    ) AS region
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')
),
spread AS (SELECT * FROM tables WHERE NOT is_reference),
foreign_keys AS (
  SELECT k.*, own.name AS own_name, own.is_reference AS own_is_reference, own.region AS own_region,
    other.is_reference AS other_is_reference, other.region AS other_region
  FROM pg_constraint k
  JOIN tables own ON own.oid = k.conrelid
  LEFT JOIN tables other ON other.oid = k.confrelid
  WHERE k.contype = 'f'
)

SELECT CAST(name AS TEXT), 'has no column “region BIGINT NOT NULL”, and is not marked as a reference table'
FROM spread
WHERE region IS NULL

UNION ALL
SELECT CAST(t.name AS TEXT), 'has no primary key, so its rows can''t be moved between servers'
FROM spread t
WHERE NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)

-- A server sees its own rows only, so it can answer for uniqueness within a region and no further.
UNION ALL
SELECT CAST(t.name AS TEXT), 'has a unique index without region: ' || CAST(CAST(i.indexrelid AS REGCLASS) AS TEXT)
FROM spread t
JOIN pg_index i ON i.indrelid = t.oid
WHERE i.indisunique AND t.region IS NOT NULL AND NOT t.region = ANY(i.indkey)

UNION ALL
SELECT CAST(t.name AS TEXT), 'has a primary key that does not begin with region'
FROM spread t
JOIN pg_index i ON i.indrelid = t.oid
WHERE i.indisprimary AND t.region IS NOT NULL AND i.indkey[0] <> t.region

UNION ALL
SELECT CAST(own_name AS TEXT), 'has a foreign key to rows that another server may hold: ' || conname
FROM foreign_keys
WHERE NOT own_is_reference AND other_is_reference IS NOT TRUE
  AND (
    own_region IS NULL OR other_region IS NULL OR array_position(conkey, own_region) IS NULL
    OR array_position(conkey, own_region) IS DISTINCT FROM array_position(confkey, other_region)
  )

UNION ALL
SELECT CAST(own_name AS TEXT), 'is a reference table with a foreign key to one that is not: ' || conname
FROM foreign_keys
WHERE own_is_reference AND other_is_reference IS NOT TRUE

-- Either would change a row's region.
UNION ALL
SELECT CAST(own_name AS TEXT), 'has a foreign key that sets region on deletion or update: ' || conname
FROM foreign_keys
WHERE NOT own_is_reference AND own_region = ANY(conkey)
  AND (confdeltype IN ('n', 'd') OR confupdtype IN ('n', 'd', 'c'))

UNION ALL
SELECT CAST(t.name AS TEXT), 'has a trigger: ' || g.tgname
FROM spread t
JOIN pg_trigger g ON g.tgrelid = t.oid
WHERE NOT g.tgisinternal

-- Ids are made by the program; a sequence would be counted on every server by itself.
UNION ALL
SELECT CAST(t.name AS TEXT), 'has a column that is filled from a sequence: ' || a.attname
FROM spread t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE a.attidentity <> ''
  OR EXISTS (
    SELECT 1
    FROM pg_attrdef d
    WHERE d.adrelid = t.oid AND d.adnum = a.attnum AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'
  )

ORDER BY 1, 2
