// A reader that asks the database a question once. For work over many rows that asks the same few questions of the
// register again and again, within moments.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "db/db.h"

namespace massline::channels {

/// Answers to questions, good for as long as their owner thinks. Not thread-safe.
class Memo {
 public:
  void clear() { answers_.clear(); }

 private:
  friend class MemoReader;
  std::unordered_map<std::string, db::Rows> answers_;
};

class MemoReader final : public db::Reader {
 public:
  MemoReader(Memo& memo, db::Reader& in) : memo_(memo), in_(in) {}

  using db::Reader::query;
  db::Rows query(std::string_view sql, std::span<const db::Value> parameters) override;
  SearchCondition search_condition(const db::SearchQuery& query, std::string_view alias,
                                   int parameter_number) const override {
    return in_.search_condition(query, alias, parameter_number);
  }

 private:
  Memo& memo_;
  db::Reader& in_;
};

}  // namespace massline::channels
