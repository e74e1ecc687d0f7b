#include "db/sqlite/page_cache.h"

#include <sqlite3.h>

#include <algorithm>
#include <new>

namespace massline::db {

namespace {

sqlite3_pcache_methods2& usual() {
  static sqlite3_pcache_methods2 methods{};
  return methods;
}

/// One cache of SQLite's, and what is known of its pages. Used by one thread at a time, as SQLite sees to.
struct Cache {
  sqlite3_pcache* pages = nullptr;
  unsigned highest = 0;    // no page that came in has a higher number
  unsigned moved_far = 0;  // but this one, which was given its number afterwards; 0: none
};

Cache& cache_of(sqlite3_pcache* cache) { return *reinterpret_cast<Cache*>(cache); }

sqlite3_pcache* create(int page_bytes, int extra_bytes, int purgeable) {
  auto* cache = new (std::nothrow) Cache;
  if (cache == nullptr) return nullptr;
  cache->pages = usual().xCreate(page_bytes, extra_bytes, purgeable);
  if (cache->pages != nullptr) return reinterpret_cast<sqlite3_pcache*>(cache);
  delete cache;
  return nullptr;
}

void destroy(sqlite3_pcache* cache) {
  usual().xDestroy(cache_of(cache).pages);
  delete &cache_of(cache);
}

sqlite3_pcache_page* fetch(sqlite3_pcache* cache, unsigned number, int create_it) {
  if (create_it != 0) cache_of(cache).highest = std::max(cache_of(cache).highest, number);
  return usual().xFetch(cache_of(cache).pages, number, create_it);
}

void move(sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned from, unsigned to) {
  Cache& known = cache_of(cache);
  if (from == known.moved_far) known.moved_far = 0;
  if (to > known.highest) {
    known.highest = std::max(known.highest, known.moved_far);  // two at once: as SQLite does it
    known.moved_far = to;
  }
  usual().xRekey(known.pages, page, from, to);
}

void cut_off(sqlite3_pcache* cache, unsigned first_to_go) {
  Cache& known = cache_of(cache);
  if (known.highest < first_to_go && known.moved_far < first_to_go) return;
  usual().xTruncate(known.pages, first_to_go);
  known.highest = std::min(known.highest, first_to_go == 0 ? 0 : first_to_go - 1);
  if (known.moved_far >= first_to_go) known.moved_far = 0;
}

}  // namespace

void spare_page_cache_the_search() {
  static const bool done = [] {
    if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &usual()) != SQLITE_OK) return false;
    static sqlite3_pcache_methods2 methods = usual();  // what is not named here takes no cache
    methods.xCreate = create;
    methods.xDestroy = destroy;
    methods.xFetch = fetch;
    methods.xRekey = move;
    methods.xTruncate = cut_off;
    methods.xCachesize = [](sqlite3_pcache* cache, int size) { usual().xCachesize(cache_of(cache).pages, size); };
    methods.xPagecount = [](sqlite3_pcache* cache) { return usual().xPagecount(cache_of(cache).pages); };
    methods.xUnpin = [](sqlite3_pcache* cache, sqlite3_pcache_page* page, int discard) {
      usual().xUnpin(cache_of(cache).pages, page, discard);
    };
    methods.xShrink = [](sqlite3_pcache* cache) { usual().xShrink(cache_of(cache).pages); };
    return sqlite3_config(SQLITE_CONFIG_PCACHE2, &methods) == SQLITE_OK;
  }();
  static_cast<void>(done);
}

}  // namespace massline::db
