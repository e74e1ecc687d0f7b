// A reader that knows nothing: for work that is done from memory, and given up where it takes a database.
//
//   db::NoReader nothing;
//   try { return made_from_memory(nothing, …); } catch (const db::NoReader::Asked&) { … }
#pragma once

#include "db/db.h"

namespace massline::db {

class NoReader final : public Reader {
 public:
  struct Asked {};
  using Reader::query;
  Rows query(std::string_view, std::span<const Value>) override { throw Asked{}; }
  SearchCondition search_condition(const SearchQuery&, std::string_view, int) const override { throw Asked{}; }
};

}  // namespace massline::db
