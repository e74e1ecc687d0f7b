// Households from CSV: the units of a file get the households that it has for them.
#include <algorithm>
#include <charconv>
#include <map>

#include "base/csv.h"
#include "base/money.h"
#include "base/text.h"
#include "duties/households.h"
#include "duties/refusals.h"
#include "journal/journal.h"
#include "registry/units.h"

namespace massline::duties {
namespace {

constexpr std::size_t problems_shown = 100;
constexpr std::int64_t income_most_fen = 4'000'000'000;  // 40 million yuan a month: above it somebody mistyped

struct Row {
  std::string unit;
  std::int64_t line = 0, income_fen = 0, persons = 0;
};

struct Columns {
  std::size_t unit = 0, income = 0, persons = 0;
};

std::optional<std::size_t> column_of(const std::vector<std::string>& header,
                                     std::initializer_list<std::string_view> names) {
  for (std::size_t i = 0; i < header.size(); ++i)
    for (const std::string_view name : names)
      if (folded(trimmed(header[i])) == name) return i;
  return std::nullopt;
}

class Sheet {
 public:
  Result<Done> read(std::istream& csv) {
    CsvReader reader(csv);
    CsvRow row;
    std::optional<Columns> columns;
    while (true) {
      if (!reader.next(row)) {
        if (!reader.problem()) return Done{};
        problem(reader.problem()->line, "The line can't be read.", "Check its quotes.");
        if (!reader.resume()) return Done{};
        continue;
      }
      std::vector<std::string> fields;
      for (const auto& field : row.fields) fields.emplace_back(field);
      if (columns) {
        add(fields, *columns, row.line);
        continue;
      }
      const auto unit = column_of(fields, {"unit", "单位"}), income = column_of(fields, {"income", "月收入", "收入"}),
                 persons = column_of(fields, {"persons", "人数"});
      if (!unit || !income || !persons) return refuse(refusals::households_columns);
      columns = Columns{*unit, *income, *persons};
    }
  }
  void problem(std::int64_t line, std::string what, std::string hint) {
    ++report.problem_count;
    if (report.problems.size() < problems_shown) report.problems.push_back({line, std::move(what), std::move(hint)});
  }

  std::vector<Row> rows;
  HouseholdReport report;

 private:
  void add(const std::vector<std::string>& fields, const Columns& columns, std::int64_t line) {
    ++report.rows;
    if (fields.size() <= std::max({columns.unit, columns.income, columns.persons}))
      return problem(line, "The row is shorter than the header.", "Give unit, income and persons.");
    Row row{trimmed(fields[columns.unit]), line, 0, 0};
    const auto income = parse_money(trimmed(fields[columns.income]));
    if (!income || income->fen < 0 || income->fen > income_most_fen)
      return problem(line, "“" + fields[columns.income] + "” is no monthly income.",
                     "Write yuan with at most two decimals: 1234.50.");
    row.income_fen = income->fen;
    const std::string text = trimmed(fields[columns.persons]);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row.persons);
    if (error != std::errc{} || end != text.data() + text.size() || row.persons < 1 || row.persons > 255)
      return problem(line, "“" + text + "” is no number of persons.", "Write a number from 1 to 255.");
    rows.push_back(std::move(row));
  }
};

struct Placed {
  std::optional<registry::Unit> unit;
  std::vector<const Row*> rows;
};

void write(Context& ctx, db::Transaction& tx, const std::map<std::string, Placed>& by_unit, HouseholdReport& report) {
  constexpr std::array<std::string_view, 6> columns{"region", "id", "unit", "income_fen", "persons", "at"};
  std::vector<db::Value> cells;
  std::map<RegionId, std::int64_t> regions;
  for (const auto& [code, placed] : by_unit) {
    const registry::Unit& unit = *placed.unit;
    report.replaced +=
        tx.execute_counted("DELETE FROM household WHERE region = $1 AND unit = $2", {unit.region, unit.id});
    for (const Row* row : placed.rows) {
      const auto id = ctx.ids.make<Id<struct HouseholdTag>>();
      cells.insert(cells.end(), {unit.region, id.value, unit.id, row->income_fen, row->persons, ctx.clock.now()});
    }
    report.added += static_cast<std::int64_t>(placed.rows.size());
    regions[unit.region] += static_cast<std::int64_t>(placed.rows.size());
  }
  if (!cells.empty()) tx.bulk_insert("household", columns, cells);
  for (const auto& [region, count] : regions)
    journal::append(tx, {region,
                         ctx.clock.now(),
                         {},
                         "households.import",
                         "household-import",
                         region.value,
                         std::to_string(count) + " households",
                         {},
                         {}});
  tx.execute(
      "INSERT INTO setting(name, value) VALUES('households', $1) ON CONFLICT (name) DO UPDATE SET value = "
      "excluded.value",
      {std::to_string(ctx.ids.make<Id<struct HouseholdTag>>().value)});
}

}  // namespace

Result<HouseholdReport> import_households(Context& ctx, std::istream& csv) {
  Sheet sheet;
  if (auto read = sheet.read(csv); !read) return tl::unexpected(read.error());
  std::map<std::string, Placed> by_unit;
  for (const Row& row : sheet.rows) by_unit[row.unit].rows.push_back(&row);
  ctx.store.read([&](db::Reader& in) {
    for (auto& [code, placed] : by_unit) placed.unit = registry::find_unit_by_code(in, code, ctx.today());
  });
  std::erase_if(by_unit, [&](const auto& one) {
    if (one.second.unit) return false;
    for (const Row* row : one.second.rows)
      sheet.problem(row->line, "There is no unit “" + one.first + "” today.",
                    "Give the code of a unit, as its page shows it.");
    return true;
  });
  if (by_unit.empty()) return sheet.report;
  return ctx.store.command([&](db::Transaction& tx) -> Result<HouseholdReport> {
    HouseholdReport report = sheet.report;
    write(ctx, tx, by_unit, report);
    return report;
  });
}

}  // namespace massline::duties
