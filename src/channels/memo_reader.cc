#include "channels/memo_reader.h"

#include <variant>

namespace massline::channels {
namespace {

constexpr std::size_t answers_max = 50'000;

/// Statement and values as one text that no other statement and values give.
std::string question_of(std::string_view sql, std::span<const db::Value> parameters) {
  std::string question(sql);
  for (const db::Value& value : parameters) {
    const auto& storage = value.storage();
    question.push_back(static_cast<char>('0' + storage.index()));
    std::string part;
    if (const auto* integer = std::get_if<std::int64_t>(&storage)) part = std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&storage))
      part.assign(reinterpret_cast<const char*>(real), sizeof *real);
    if (const auto* text = std::get_if<std::string>(&storage)) part = *text;
    if (const auto* blob = std::get_if<db::Blob>(&storage)) part = blob->bytes;
    question.append(std::to_string(part.size())).append(":").append(part);
  }
  return question;
}

}  // namespace

db::Rows MemoReader::query(std::string_view sql, std::span<const db::Value> parameters) {
  std::string question = question_of(sql, parameters);
  if (const auto known = memo_.answers_.find(question); known != memo_.answers_.end()) return known->second;
  db::Rows rows = in_.query(sql, parameters);
  if (memo_.answers_.size() >= answers_max) memo_.answers_.clear();
  memo_.answers_.emplace(std::move(question), rows);
  return rows;
}

}  // namespace massline::channels
