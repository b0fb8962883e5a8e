-- MANY Artist WHERE name LIKE 'A_a%' ORDER BY name DESC LIMIT 2 { id, MANY albums { title } }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('id', r.v1, 'albums', JSON(r.v2))) AS answer FROM (SELECT t1."id" AS v1, (SELECT JSON_GROUP_ARRAY(JSON_OBJECT('title', r.v1)) FROM (SELECT t2."title" AS v1, t2."id" AS o1 FROM "Album" AS t2 WHERE t2."artist" = t1."id" ORDER BY o1) AS r) AS v2, t1."name" AS o1, t1."id" AS o2 FROM "Artist" AS t1 WHERE (t1."name" GLOB ?1) ORDER BY o1 DESC NULLS LAST, o2 LIMIT ?2) AS r;
-- 'A?a*'
-- 2

-- ONE Album { title, ada: artist.name = 'Ada', artist { name } }
SELECT COALESCE((SELECT JSON_OBJECT('title', r.v1, 'ada', JSON(CASE WHEN r.v2 THEN 'true' WHEN NOT r.v2 THEN 'false' END), 'artist', JSON(r.v3)) FROM (SELECT t1."title" AS v1, (t2."name" = ?2) AS v2, (SELECT JSON_OBJECT('name', r.v1) FROM (SELECT t3."name" AS v1, t3."id" AS o1 FROM "Artist" AS t3 WHERE t3."id" = t1."artist" ORDER BY o1) AS r) AS v3, t1."id" AS o1 FROM "Album" AS t1 LEFT JOIN "Artist" AS t2 ON t2."id" = t1."artist" ORDER BY o1 LIMIT ?1) AS r), 'null') AS answer;
-- 1
-- 'Ada'

-- MANY Artist { n: COUNT albums, p: SUM(price) OF albums, a: AVG(price) OF albums, l: LIST(title) OF (albums ORDER BY price), last: LAST(at) OF albums }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('n', r.v1, 'p', JSON(CASE WHEN r.v2 IS NOT NULL THEN PRINTF('%s%d.%02d', CASE WHEN r.v2 < 0 THEN '-' ELSE '' END, ABS(r.v2) / 100, ABS(r.v2) % 100) END), 'a', JSON(CASE WHEN r.v3 IS NOT NULL THEN PRINTF('%s%d.%04d', CASE WHEN r.v3 < 0 THEN '-' ELSE '' END, ABS(r.v3) / 10000, ABS(r.v3) % 10000) END), 'l', JSON(r.v4), 'last', (STRFTIME('%Y-%m-%dT%H:%M:%S', (r.v5 - (r.v5 % 1000000 + 1000000) % 1000000) / 1000000, 'unixepoch') || CASE WHEN r.v5 % 1000000 <> 0 THEN PRINTF('.%06d', (r.v5 % 1000000 + 1000000) % 1000000) ELSE '' END || 'Z'))) AS answer FROM (SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM "Album" AS t2 WHERE t2."artist" = t1."id") AS r) AS v1, (SELECT SUM(r.v) FROM (SELECT t3."price" AS v FROM "Album" AS t3 WHERE t3."artist" = t1."id") AS r) AS v2, (SELECT q.n / q.d * 100 + CASE WHEN (q.n < 0) = (q.d < 0) THEN 1 ELSE -1 END * ((2 * ABS(q.n % q.d) * 100 + ABS(q.d)) / (2 * ABS(q.d))) FROM (SELECT SUM(r.v) AS n, COUNT(r.v) AS d FROM (SELECT t4."price" AS v FROM "Album" AS t4 WHERE t4."artist" = t1."id") AS r) AS q) AS v3, (SELECT JSON_GROUP_ARRAY(r.v) FROM (SELECT t5."title" AS v, t5."price" AS o1, t5."id" AS o2 FROM "Album" AS t5 WHERE t5."artist" = t1."id" ORDER BY o1 NULLS FIRST, o2) AS r) AS v4, (SELECT r.v FROM (SELECT t6."at" AS v, t6."id" AS o1 FROM "Album" AS t6 WHERE t6."artist" = t1."id" ORDER BY o1) AS r ORDER BY r.o1 DESC LIMIT 1) AS v5, t1."id" AS o1 FROM "Artist" AS t1 ORDER BY o1) AS r;

-- MANY Album GROUP BY artist HAVING n > 1 ORDER BY AVG(price) DESC { artist.name, n: COUNT(*), MANY ROWS LIMIT 1 { title } }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('name', r.v1, 'n', r.v2, 'ROWS', JSON(r.v3))) AS answer FROM (SELECT t3."name" AS v1, g2.a5 AS v2, (SELECT JSON_GROUP_ARRAY(JSON_OBJECT('title', r.v1)) FROM (SELECT t4."title" AS v1, t4."id" AS o1 FROM "Album" AS t4 WHERE (t4."artist" IS g2.k1) ORDER BY o1 LIMIT ?1) AS r) AS v3, (SELECT q.n / q.d - CASE WHEN q.n % q.d < 0 THEN 1 ELSE 0 END FROM (SELECT p.n * 1 AS n, NULLIF(p.d, 0) AS d FROM (SELECT g2.a3 AS n, g2.a4 AS d) AS p) AS q) AS o1, (SELECT CAST(q.n % q.d + CASE WHEN q.n % q.d < 0 THEN q.d ELSE 0 END AS REAL) / q.d FROM (SELECT p.n * 1 AS n, NULLIF(p.d, 0) AS d FROM (SELECT g2.a3 AS n, g2.a4 AS d) AS p) AS q) AS o2, g2.k1 AS o3 FROM (SELECT m.k1 AS k1, COUNT(*) AS a2, SUM(m.x2) AS a3, COUNT(m.x2) AS a4, COUNT(*) AS a5 FROM (SELECT t1."artist" AS k1, t1."price" AS x2 FROM "Album" AS t1) AS m GROUP BY m.k1) AS g2 LEFT JOIN "Artist" AS t3 ON t3."id" = g2.k1 WHERE (g2.a2 > ?1) ORDER BY o1 DESC NULLS LAST, o2 DESC NULLS LAST, o3 NULLS FIRST) AS r;
-- 1

-- MANY Folder WHERE id = 1 { MANY folders+ ORDER BY DEPTH { id, d: DEPTH } }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('folders', JSON(r.v1))) AS answer FROM (SELECT (SELECT JSON_GROUP_ARRAY(JSON_OBJECT('id', r.v1, 'd', r.v2)) FROM (SELECT t3."id" AS v1, t2.d AS v2, t2.d AS o1, t3."id" AS o2 FROM (WITH RECURSIVE h(n1, d) AS (SELECT e."id", 1 FROM "Folder" AS e WHERE e."above" = t1."id" UNION SELECT e."id", h.d + 1 FROM h JOIN "Folder" AS e ON e."above" = h.n1 WHERE h.d < (SELECT COUNT(*) FROM "Folder")) SELECT n1, MIN(d) AS d FROM h GROUP BY n1 HAVING MIN(d) >= ?1) AS t2 JOIN "Folder" AS t3 ON t3."id" = t2.n1 ORDER BY o1 NULLS FIRST, o2) AS r) AS v1, t1."id" AS o1 FROM "Folder" AS t1 WHERE (t1."id" = ?1) ORDER BY o1) AS r;
-- 1

-- MANY DISTINCT Folder { open }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('open', JSON(CASE WHEN r.v1 THEN 'true' WHEN NOT r.v1 THEN 'false' END))) AS answer FROM (SELECT g2.k1 AS v1, g2.k1 AS o1 FROM (SELECT m.k1 AS k1 FROM (SELECT t1."open" AS k1 FROM "Folder" AS t1) AS m GROUP BY m.k1) AS g2 ORDER BY o1 NULLS FIRST) AS r;

-- MANY Folder WHERE EVERY(folders{1,2} HAVE open) AND size * 2 > 1e0 { size }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('size', JSON(CASE WHEN CAST(PRINTF('%.15g', r.v1) AS REAL) = r.v1 THEN PRINTF('%.15g', r.v1) WHEN r.v1 IS NOT NULL THEN PRINTF('%!.17g', r.v1) END))) AS answer FROM (SELECT t1."size" AS v1, t1."id" AS o1 FROM "Folder" AS t1 WHERE ((NOT EXISTS (SELECT 1 FROM (WITH RECURSIVE h(n1, d) AS (SELECT e."id", 1 FROM "Folder" AS e WHERE e."above" = t1."id" UNION SELECT e."id", h.d + 1 FROM h JOIN "Folder" AS e ON e."above" = h.n1 WHERE h.d < MIN((SELECT COUNT(*) FROM "Folder"), ?1)) SELECT n1, MIN(d) AS d FROM h GROUP BY n1 HAVING MIN(d) >= ?2 AND MIN(d) <= ?1) AS t2 JOIN "Folder" AS t3 ON t3."id" = t2.n1 WHERE (t3."open" IS NOT TRUE))) AND ((SELECT CASE WHEN ABS(q.v) < 9e999 THEN q.v END FROM (SELECT t1."size" * CAST(?1 AS REAL) AS v) AS q) > ?3)) ORDER BY o1) AS r;
-- 2
-- 1
-- ?

-- MANY Note WHERE entry = (1, 2) { entry, ...entry { place } }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('entry', JSON(CASE WHEN r.v1 IS NOT NULL THEN JSON_ARRAY(r.v1, r.v2) END), 'place', r.v3)) AS answer FROM (SELECT t1."entry.album" AS v1, t1."entry.place" AS v2, t2."place" AS v3, t1."id" AS o1 FROM "Note" AS t1 LEFT JOIN "Entry" AS t2 ON t2."album" = t1."entry.album" AND t2."place" = t1."entry.place" WHERE ((t1."entry.album", t1."entry.place") = (?1, ?2)) ORDER BY o1) AS r;
-- 1
-- 2

-- MANY Artist.albums.artist { name }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('name', r.v1)) AS answer FROM (SELECT t5."name" AS v1, t5."id" AS o1 FROM (SELECT DISTINCT t3."id" AS k1 FROM "Artist" AS t1 JOIN "Album" AS t2 ON t2."artist" = t1."id" JOIN "Artist" AS t3 ON t3."id" = t2."artist") AS t4 JOIN "Artist" AS t5 ON t5."id" = t4.k1 ORDER BY o1) AS r;

-- MANY Album WHERE price IN (1.5, 2) OR id IN (MANY Note { id }) { half: price / 2, y: YEAR(at), m: DATE_TRUNC('month', at), g: GREATEST(id, 3) }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('half', JSON(CASE WHEN r.v1 IS NOT NULL THEN PRINTF('%s%d.%06d', CASE WHEN r.v1 < 0 THEN '-' ELSE '' END, ABS(r.v1) / 1000000, ABS(r.v1) % 1000000) END), 'y', r.v2, 'm', (STRFTIME('%Y-%m-%dT%H:%M:%S', (r.v3 - (r.v3 % 1000000 + 1000000) % 1000000) / 1000000, 'unixepoch') || CASE WHEN r.v3 % 1000000 <> 0 THEN PRINTF('.%06d', (r.v3 % 1000000 + 1000000) % 1000000) ELSE '' END || 'Z'), 'g', r.v4)) AS answer FROM (SELECT (SELECT q.n / q.d * 10000 + CASE WHEN (q.n < 0) = (q.d < 0) THEN 1 ELSE -1 END * ((2 * ABS(q.n % q.d) * 10000 + ABS(q.d)) / (2 * ABS(q.d))) FROM (SELECT t1."price" AS n, NULLIF(?3, 0) AS d) AS q) AS v1, CAST(STRFTIME('%Y', (SELECT q.n / q.d - CASE WHEN q.n % q.d < 0 THEN 1 ELSE 0 END FROM (SELECT t1."at" AS n, 1000000 AS d) AS q), 'unixepoch') AS INTEGER) AS v2, ((SELECT CAST(STRFTIME('%s', q.d * 86400, 'unixepoch', 'start of month') AS INTEGER) / 86400 FROM (SELECT (SELECT q.n / q.d - CASE WHEN q.n % q.d < 0 THEN 1 ELSE 0 END FROM (SELECT t1."at" AS n, 86400000000 AS d) AS q) AS d) AS q) * 86400000000) AS v3, (SELECT MAX(q.v) FROM (SELECT t1."id" AS v UNION ALL SELECT ?4 AS v) AS q) AS v4, t1."id" AS o1 FROM "Album" AS t1 WHERE ((t1."price" = ?1 OR t1."price" = ?2) OR (t1."id" IN (SELECT t2."id" AS v FROM "Note" AS t2))) ORDER BY o1) AS r;
-- 150
-- 200
-- 2
-- 3

-- MANY Album ORDER BY price START AFTER (2.5) OFFSET 1 { price }
SELECT JSON_GROUP_ARRAY(JSON_OBJECT('price', JSON(CASE WHEN r.v1 IS NOT NULL THEN PRINTF('%s%d.%02d', CASE WHEN r.v1 < 0 THEN '-' ELSE '' END, ABS(r.v1) / 100, ABS(r.v1) % 100) END))) AS answer FROM (SELECT t1."price" AS v1, t1."price" AS o1, t1."id" AS o2 FROM "Album" AS t1 WHERE (((t1."price" > ?1))) ORDER BY o1 NULLS FIRST, o2 LIMIT -1 OFFSET ?2) AS r;
-- 250
-- 1

-- { folders: MANY Folder WHERE above IS NULL { id, RECURSE folders DEPTH 1 }, n: COUNT Note }
SELECT JSON_OBJECT('folders', JSON(r.v1), 'n', r.v2) AS answer FROM (SELECT (SELECT JSON_GROUP_ARRAY(JSON_OBJECT('id', r.v1, 'folders', JSON(r.v2))) FROM (SELECT t1."id" AS v1, (SELECT JSON_GROUP_ARRAY(JSON_OBJECT('id', r.v1, 'folders', JSON(r.v2))) FROM (SELECT t2."id" AS k1, t2."id" AS v1, '[]' AS v2, t2."id" AS o1 FROM "Folder" AS t2 WHERE t2."above" = t1."id" ORDER BY o1) AS r WHERE NOT (r.k1 = t1."id")) AS v2, t1."id" AS o1 FROM "Folder" AS t1 WHERE (t1."above" IS NULL) ORDER BY o1) AS r) AS v1, (SELECT COUNT(*) FROM (SELECT 1 FROM "Note" AS t4) AS r) AS v2) AS r;

-- MANY Artist WHERE name LIKE 'A_a%' ORDER BY name DESC LIMIT 2 { id, MANY albums { title } }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('id', r.v1, 'albums', r.v2) ORDER BY r.o1 DESC NULLS LAST, r.o2), CAST('[]' AS JSON)) AS answer FROM (SELECT t1."id" AS v1, (SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('title', r.v1) ORDER BY r.o1), CAST('[]' AS JSON)) FROM (SELECT t2."title" AS v1, t2."id" AS o1 FROM "Album" AS t2 WHERE t2."artist" = t1."id") AS r) AS v2, t1."name" COLLATE "C" AS o1, t1."id" AS o2 FROM "Artist" AS t1 WHERE (t1."name" LIKE $1::text) ORDER BY o1 DESC NULLS LAST, o2 LIMIT $2::bigint) AS r;
-- 'A_a%'
-- 2

-- ONE Album { title, ada: artist.name = 'Ada', artist { name } }
SELECT COALESCE((SELECT JSON_BUILD_OBJECT('title', r.v1, 'ada', CAST(CASE WHEN r.v2 THEN 'true' WHEN NOT r.v2 THEN 'false' END AS JSON), 'artist', r.v3) FROM (SELECT t1."title" AS v1, (t2."name" = $2::text) AS v2, (SELECT JSON_BUILD_OBJECT('name', r.v1) FROM (SELECT t3."name" AS v1, t3."id" AS o1 FROM "Artist" AS t3 WHERE t3."id" = t1."artist") AS r) AS v3, t1."id" AS o1 FROM "Album" AS t1 LEFT JOIN "Artist" AS t2 ON t2."id" = t1."artist" ORDER BY o1 LIMIT $1::bigint) AS r), CAST('null' AS JSON)) AS answer;
-- 1
-- 'Ada'

-- MANY Artist { n: COUNT albums, p: SUM(price) OF albums, a: AVG(price) OF albums, l: LIST(title) OF (albums ORDER BY price), last: LAST(at) OF albums }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('n', r.v1, 'p', CAST(CAST(r.v2 * 0.01 AS TEXT) AS JSON), 'a', CAST(CAST(r.v3 * 0.0001 AS TEXT) AS JSON), 'l', CAST(r.v4 AS JSON), 'last', (TO_CHAR(TIMESTAMP '1970-01-01' + ((r.v5 - (r.v5 % 1000000 + 1000000) % 1000000) / 1000000) * INTERVAL '1 second', 'YYYY-MM-DD"T"HH24:MI:SS') || CASE WHEN r.v5 % 1000000 <> 0 THEN TO_CHAR((r.v5 % 1000000 + 1000000) % 1000000, 'FM"."000000') ELSE '' END || 'Z')) ORDER BY r.o1), CAST('[]' AS JSON)) AS answer FROM (SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM "Album" AS t2 WHERE t2."artist" = t1."id") AS r) AS v1, (SELECT CAST(SUM(r.v) AS BIGINT) FROM (SELECT t3."price" AS v FROM "Album" AS t3 WHERE t3."artist" = t1."id") AS r) AS v2, (SELECT q.n / q.d * 100 + CASE WHEN (q.n < 0) = (q.d < 0) THEN 1 ELSE -1 END * ((2 * ABS(q.n % q.d) * 100 + ABS(q.d)) / (2 * ABS(q.d))) FROM (SELECT CAST(SUM(r.v) AS BIGINT) AS n, COUNT(r.v) AS d FROM (SELECT t4."price" AS v FROM "Album" AS t4 WHERE t4."artist" = t1."id") AS r) AS q) AS v3, (SELECT COALESCE(CAST(JSON_AGG(r.v ORDER BY r.o1 NULLS FIRST, r.o2) AS TEXT), '[]') FROM (SELECT t5."title" AS v, t5."price" AS o1, t5."id" AS o2 FROM "Album" AS t5 WHERE t5."artist" = t1."id") AS r) AS v4, (SELECT r.v FROM (SELECT t6."at" AS v, t6."id" AS o1 FROM "Album" AS t6 WHERE t6."artist" = t1."id") AS r ORDER BY r.o1 DESC LIMIT 1) AS v5, t1."id" AS o1 FROM "Artist" AS t1) AS r;

-- MANY Album GROUP BY artist HAVING n > 1 ORDER BY AVG(price) DESC { artist.name, n: COUNT(*), MANY ROWS LIMIT 1 { title } }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('name', r.v1, 'n', r.v2, 'ROWS', r.v3) ORDER BY r.o1 DESC NULLS LAST, r.o2 DESC NULLS LAST, r.o3 NULLS FIRST), CAST('[]' AS JSON)) AS answer FROM (SELECT t3."name" AS v1, g2.a5 AS v2, (SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('title', r.v1) ORDER BY r.o1), CAST('[]' AS JSON)) FROM (SELECT t4."title" AS v1, t4."id" AS o1 FROM "Album" AS t4 WHERE (t4."artist" IS NOT DISTINCT FROM g2.k1) ORDER BY o1 LIMIT $1::bigint) AS r) AS v3, (SELECT q.n / q.d - CASE WHEN q.n % q.d < 0 THEN 1 ELSE 0 END FROM (SELECT p.n * 1 AS n, NULLIF(p.d, 0) AS d FROM (SELECT g2.a3 AS n, g2.a4 AS d) AS p) AS q) AS o1, (SELECT CAST(q.n % q.d + CASE WHEN q.n % q.d < 0 THEN q.d ELSE 0 END AS DOUBLE PRECISION) / q.d FROM (SELECT p.n * 1 AS n, NULLIF(p.d, 0) AS d FROM (SELECT g2.a3 AS n, g2.a4 AS d) AS p) AS q) AS o2, g2.k1 AS o3 FROM (SELECT m.k1 AS k1, COUNT(*) AS a2, CAST(SUM(m.x2) AS BIGINT) AS a3, COUNT(m.x2) AS a4, COUNT(*) AS a5 FROM (SELECT t1."artist" AS k1, t1."price" AS x2 FROM "Album" AS t1) AS m GROUP BY m.k1) AS g2 LEFT JOIN "Artist" AS t3 ON t3."id" = g2.k1 WHERE (g2.a2 > $1::bigint)) AS r;
-- 1

-- MANY Folder WHERE id = 1 { MANY folders+ ORDER BY DEPTH { id, d: DEPTH } }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('folders', r.v1) ORDER BY r.o1), CAST('[]' AS JSON)) AS answer FROM (SELECT (SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('id', r.v1, 'd', r.v2) ORDER BY r.o1 NULLS FIRST, r.o2), CAST('[]' AS JSON)) FROM (SELECT t3."id" AS v1, t2.d AS v2, t2.d AS o1, t3."id" AS o2 FROM (WITH RECURSIVE h(n1, d) AS (SELECT e."id", 1 FROM "Folder" AS e WHERE e."above" = t1."id" UNION SELECT e."id", h.d + 1 FROM h JOIN "Folder" AS e ON e."above" = h.n1 WHERE h.d < (SELECT COUNT(*) FROM "Folder")) SELECT n1, MIN(d) AS d FROM h GROUP BY n1 HAVING MIN(d) >= $1::bigint) AS t2 JOIN "Folder" AS t3 ON t3."id" = t2.n1) AS r) AS v1, t1."id" AS o1 FROM "Folder" AS t1 WHERE (t1."id" = $1::bigint)) AS r;
-- 1

-- MANY DISTINCT Folder { open }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('open', CAST(CASE WHEN r.v1 THEN 'true' WHEN NOT r.v1 THEN 'false' END AS JSON)) ORDER BY r.o1 NULLS FIRST), CAST('[]' AS JSON)) AS answer FROM (SELECT g2.k1 AS v1, g2.k1 AS o1 FROM (SELECT m.k1 AS k1 FROM (SELECT t1."open" AS k1 FROM "Folder" AS t1) AS m GROUP BY m.k1) AS g2) AS r;

-- MANY Folder WHERE EVERY(folders{1,2} HAVE open) AND size * 2 > 1e0 { size }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('size', r.v1) ORDER BY r.o1), CAST('[]' AS JSON)) AS answer FROM (SELECT t1."size" AS v1, t1."id" AS o1 FROM "Folder" AS t1 WHERE ((NOT EXISTS (SELECT 1 FROM (WITH RECURSIVE h(n1, d) AS (SELECT e."id", 1 FROM "Folder" AS e WHERE e."above" = t1."id" UNION SELECT e."id", h.d + 1 FROM h JOIN "Folder" AS e ON e."above" = h.n1 WHERE h.d < LEAST((SELECT COUNT(*) FROM "Folder"), $1::bigint)) SELECT n1, MIN(d) AS d FROM h GROUP BY n1 HAVING MIN(d) >= $2::bigint AND MIN(d) <= $1::bigint) AS t2 JOIN "Folder" AS t3 ON t3."id" = t2.n1 WHERE (t3."open" IS NOT TRUE))) AND ((t1."size" * CAST($1::bigint AS DOUBLE PRECISION)) > $3::double precision))) AS r;
-- 2
-- 1
-- ?

-- MANY Note WHERE entry = (1, 2) { entry, ...entry { place } }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('entry', CASE WHEN r.v1 IS NOT NULL THEN JSON_BUILD_ARRAY(r.v1, r.v2) END, 'place', r.v3) ORDER BY r.o1), CAST('[]' AS JSON)) AS answer FROM (SELECT t1."entry.album" AS v1, t1."entry.place" AS v2, t2."place" AS v3, t1."id" AS o1 FROM "Note" AS t1 LEFT JOIN "Entry" AS t2 ON t2."album" = t1."entry.album" AND t2."place" = t1."entry.place" WHERE ((t1."entry.album", t1."entry.place") = ($1::bigint, $2::bigint))) AS r;
-- 1
-- 2

-- MANY Artist.albums.artist { name }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('name', r.v1) ORDER BY r.o1), CAST('[]' AS JSON)) AS answer FROM (SELECT t5."name" AS v1, t5."id" AS o1 FROM (SELECT DISTINCT t3."id" AS k1 FROM "Artist" AS t1 JOIN "Album" AS t2 ON t2."artist" = t1."id" JOIN "Artist" AS t3 ON t3."id" = t2."artist") AS t4 JOIN "Artist" AS t5 ON t5."id" = t4.k1) AS r;

-- MANY Album WHERE price IN (1.5, 2) OR id IN (MANY Note { id }) { half: price / 2, y: YEAR(at), m: DATE_TRUNC('month', at), g: GREATEST(id, 3) }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('half', CAST(CAST(r.v1 * 0.000001 AS TEXT) AS JSON), 'y', r.v2, 'm', (TO_CHAR(TIMESTAMP '1970-01-01' + ((r.v3 - (r.v3 % 1000000 + 1000000) % 1000000) / 1000000) * INTERVAL '1 second', 'YYYY-MM-DD"T"HH24:MI:SS') || CASE WHEN r.v3 % 1000000 <> 0 THEN TO_CHAR((r.v3 % 1000000 + 1000000) % 1000000, 'FM"."000000') ELSE '' END || 'Z'), 'g', r.v4) ORDER BY r.o1), CAST('[]' AS JSON)) AS answer FROM (SELECT (SELECT q.n / q.d * 10000 + CASE WHEN (q.n < 0) = (q.d < 0) THEN 1 ELSE -1 END * ((2 * ABS(q.n % q.d) * 10000 + ABS(q.d)) / (2 * ABS(q.d))) FROM (SELECT t1."price" AS n, NULLIF($3::bigint, 0) AS d) AS q) AS v1, CAST(EXTRACT(YEAR FROM DATE '1970-01-01' + CAST((SELECT q.n / q.d - CASE WHEN q.n % q.d < 0 THEN 1 ELSE 0 END FROM (SELECT t1."at" AS n, 86400000000 AS d) AS q) AS INT)) AS BIGINT) AS v2, ((SELECT CAST(DATE_TRUNC('month', DATE '1970-01-01' + CAST(q.d AS INT)) AS DATE) - DATE '1970-01-01' FROM (SELECT (SELECT q.n / q.d - CASE WHEN q.n % q.d < 0 THEN 1 ELSE 0 END FROM (SELECT t1."at" AS n, 86400000000 AS d) AS q) AS d) AS q) * 86400000000) AS v3, GREATEST(t1."id", $4::bigint) AS v4, t1."id" AS o1 FROM "Album" AS t1 WHERE ((t1."price" = $1::bigint OR t1."price" = $2::bigint) OR (t1."id" IN (SELECT t2."id" AS v FROM "Note" AS t2)))) AS r;
-- 150
-- 200
-- 2
-- 3

-- MANY Album ORDER BY price START AFTER (2.5) OFFSET 1 { price }
SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('price', CAST(CAST(r.v1 * 0.01 AS TEXT) AS JSON)) ORDER BY r.o1 NULLS FIRST, r.o2), CAST('[]' AS JSON)) AS answer FROM (SELECT t1."price" AS v1, t1."price" AS o1, t1."id" AS o2 FROM "Album" AS t1 WHERE (((t1."price" > $1::bigint))) ORDER BY o1 NULLS FIRST, o2 OFFSET $2::bigint) AS r;
-- 250
-- 1

-- { folders: MANY Folder WHERE above IS NULL { id, RECURSE folders DEPTH 1 }, n: COUNT Note }
SELECT JSON_BUILD_OBJECT('folders', r.v1, 'n', r.v2) AS answer FROM (SELECT (SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('id', r.v1, 'folders', r.v2) ORDER BY r.o1), CAST('[]' AS JSON)) FROM (SELECT t1."id" AS v1, (SELECT COALESCE(JSON_AGG(JSON_BUILD_OBJECT('id', r.v1, 'folders', r.v2) ORDER BY r.o1), CAST('[]' AS JSON)) FROM (SELECT t2."id" AS k1, t2."id" AS v1, CAST('[]' AS JSON) AS v2, t2."id" AS o1 FROM "Folder" AS t2 WHERE t2."above" = t1."id") AS r WHERE NOT (r.k1 = t1."id")) AS v2, t1."id" AS o1 FROM "Folder" AS t1 WHERE (t1."above" IS NULL)) AS r) AS v1, (SELECT COUNT(*) FROM (SELECT 1 FROM "Note" AS t4) AS r) AS v2) AS r;

