// SQLite's own page cache, spared a walk through all its pages at each commit.
//
// While SQLite spreads rows over the pages of a tree it gives a page, for a moment, the one number that no file uses.
// Its cache takes that for the highest number there is from then on, and searches all it holds for pages behind the end
// of the file whenever a transaction ends. This one knows which page has the highest number, and asks only if there is
// one to be thrown away.
#pragma once

namespace massline::db {

/// Once, before SQLite is used; where it already runs nothing changes. Thread-safe.
void spare_page_cache_the_search();

}  // namespace massline::db
