// From a row of a file to a request to raise a matter.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "channels/import_matters.h"
#include "channels/moments.h"
#include "channels/places.h"
#include "channels/table.h"
#include "matters/raise_matter.h"

namespace massline::channels {

/// What is wrong with one field of a row.
struct RowProblem {
  std::string field;  // of import_fields(), "input.…", or empty where the whole row is at fault
  std::string value;
  Refusal refusal;
};

/// The mapping, checked against the columns of a file and the rulebook. Rows come with their fields trimmed.
class RowMapper {
 public:
  /// Errors: mapping_*.
  static Result<RowMapper> create(Context& ctx, db::Reader& in, const access::Viewer& viewer,
                                  const ImportMapping& mapping, const std::vector<std::string>& columns);

  /// What tells this row from the others of its source: its key, or else its content. Refuses key_used_twice where an
  /// earlier row of the file has the key with another content. Counts: call once for each row, in order.
  Result<std::string> row_key(const TableRow& row);

  /// The value of a field in a row; empty where there is none.
  const std::string& value_of(const TableRow& row, std::string_view field) const;
  std::optional<std::size_t> column_of(std::string_view field) const;

  /// All problems of the row at once, or the request.
  struct Mapped {
    matters::RaiseRequest request;
    std::vector<RowProblem> problems;
  };
  Mapped map(db::Reader& in, const TableRow& row, DateOrder order);

  /// A refusal of raising the matter, as problems of this row's fields.
  std::vector<RowProblem> problems_of(const TableRow& row, const Refusal& refusal) const;

 private:
  RowMapper(Context& ctx, std::vector<std::string> ground);

  Result<Done> check_columns(const ImportMapping& mapping, const std::vector<std::string>& columns);
  Result<Done> check_defaults(db::Reader& in, const ImportMapping& mapping);
  Result<Done> fill_words(const ImportMapping& mapping);
  const rulebook::Topic* map_topic(const TableRow& row, Mapped& out) const;
  void map_raised(const TableRow& row, DateOrder order, Mapped& out) const;
  void map_channel(const TableRow& row, Mapped& out) const;
  void map_place(db::Reader& in, const TableRow& row, Mapped& out);
  void map_coordinates(const TableRow& row, Mapped& out) const;
  void map_contact(const TableRow& row, Mapped& out) const;
  void map_inputs(db::Reader& in, const TableRow& row, DateOrder order, const rulebook::Procedure& procedure,
                  Mapped& out);
  const rulebook::Procedure* procedure_of(const TableRow& row, const rulebook::Topic* topic, Mapped& out) const;
  void add(Mapped& out, const TableRow& row, std::string_view field, const Refusal& refusal) const;

  Context* ctx_;
  std::map<std::string, std::size_t, std::less<>> columns_;         // field → column
  std::vector<std::pair<std::string, std::size_t>> inputs_;         // ask → column
  std::unordered_map<std::string, const rulebook::Topic*> topics_;  // by what people call it
  std::unordered_map<std::string, const rulebook::Channel*> channels_;
  std::string topic_names_, channel_names_;
  std::string procedure_, channel_;
  const rulebook::Topic* topic_ = nullptr;
  std::optional<registry::Unit> place_;
  PlaceFinder places_, units_;
  std::unordered_map<std::string, std::pair<std::int64_t, std::string>> keys_;  // key → row and digest
  std::unordered_map<std::string, std::int64_t> contents_;                      // digest → how often
};

}  // namespace massline::channels
