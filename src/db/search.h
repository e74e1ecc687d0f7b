// Forms of words and phrases that the two kinds of full-text search understand.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "db/db.h"

namespace massline::db {

/// Both stores index the same words, so that both find the same: at most this many of one subject, each cut to this
/// many bytes. PostgreSQL counts positions no further, and bounds the whole at 1 MB.
inline constexpr std::size_t most_indexed_words = 16'000;
inline constexpr std::size_t longest_indexed_word = 48;

/// For FTS5: the words with a space before and behind each.
std::string spaced_text(std::span<const std::string> words);
/// The phrases as they stand in such a text: " 路灯 灯坏 ", and " 水" where the last word is a beginning.
std::vector<std::string> spaced_phrases(const SearchQuery& query);
/// For FTS5: "路灯 灯坏" AND "street" AND "水" *
std::string fts5_query(const SearchQuery& query);
/// For PostgreSQL: '路灯':1 '灯坏':2
std::string tsvector_text(std::span<const std::string> words);
/// For PostgreSQL: ('路灯' <-> '灯坏') & ('street') & ('水':*)
std::string tsquery_text(const SearchQuery& query);

}  // namespace massline::db
