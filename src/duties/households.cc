#include "duties/households.h"

#include <algorithm>
#include <fstream>

#include "base/crypto.h"

namespace massline::duties {
namespace {

constexpr char households_magic[8] = {'m', 'l', 'h', 'o', 'u', 's', 'e', '1'};

template <class Value>
void write_column(std::ofstream& out, Digester& digester, const std::vector<Value>& column) {
  const std::uint64_t count = column.size();
  const std::string_view bytes(reinterpret_cast<const char*>(column.data()), count * sizeof(Value));
  out.write(reinterpret_cast<const char*>(&count), sizeof(count));
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  digester.add(bytes);
}

template <class Value>
void read_column(std::ifstream& in, Digester& digester, std::vector<Value>& column, std::uint64_t bytes_left) {
  std::uint64_t count = 0;
  in.read(reinterpret_cast<char*>(&count), sizeof(count));
  if (!in || count > bytes_left / sizeof(Value)) throw Fault("the file of households is damaged");
  column.resize(count);
  in.read(reinterpret_cast<char*>(column.data()), static_cast<std::streamsize>(count * sizeof(Value)));
  if (!in) throw Fault("the file of households is cut off");
  digester.add(std::string_view(reinterpret_cast<const char*>(column.data()), count * sizeof(Value)));
}

std::string mark_of(db::Reader& in) {
  const auto rows = in.query("SELECT value FROM setting WHERE name = 'households'");
  return rows.empty() ? std::string() : rows.row(0).text(0);
}

HouseholdColumns columns_of(db::Reader& in) {
  HouseholdColumns out;
  const auto rows = in.query(
      "SELECT h.unit, h.income_fen, h.persons FROM household h JOIN unit u ON u.region = h.region AND u.id = h.unit "
      "WHERE "
      "h.region IN (SELECT id FROM region) ORDER BY u.path, h.id");
  for (const auto row : rows) {
    if (out.units.empty() || out.units.back() != row.integer(0)) {
      out.units.push_back(row.integer(0));
      out.first.push_back(out.first.back());
    }
    out.income_fen.push_back(static_cast<std::uint32_t>(row.integer(1)));
    out.persons.push_back(static_cast<std::uint8_t>(row.integer(2)));
    ++out.first.back();
  }
  return out;
}

}  // namespace

void HouseholdBook::save(const HouseholdColumns& columns, const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  Digester digester;
  out.write(households_magic, sizeof(households_magic));
  write_column(out, digester, columns.units);
  write_column(out, digester, columns.first);
  write_column(out, digester, columns.income_fen);
  write_column(out, digester, columns.persons);
  const std::string digest = digester.finish();
  out.write(digest.data(), static_cast<std::streamsize>(digest.size()));
  if (!out.flush()) throw Fault(file.string() + " can't be written");
}

HouseholdColumns HouseholdBook::load(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::uint64_t bytes = std::filesystem::file_size(file);
  char begins[sizeof(households_magic)] = {};
  in.read(begins, sizeof(begins));
  if (!in || !std::equal(std::begin(households_magic), std::end(households_magic), begins))
    throw Fault(file.string() + " is no file of households");
  HouseholdColumns out;
  Digester digester;
  read_column(in, digester, out.units, bytes);
  read_column(in, digester, out.first, bytes);
  read_column(in, digester, out.income_fen, bytes);
  read_column(in, digester, out.persons, bytes);
  std::string expected = digester.finish(), found(expected.size(), '\0');
  in.read(found.data(), static_cast<std::streamsize>(found.size()));
  const bool fits = out.first.size() == out.units.size() + 1 && out.first.back() == out.persons.size() &&
                    out.income_fen.size() == out.persons.size() && std::is_sorted(out.first.begin(), out.first.end());
  if (!in || found != expected || !fits) throw Fault(file.string() + ": a byte of it is wrong");
  return out;
}

std::shared_ptr<const standing::PackedHouseholds> PackedStretches::of(const HouseholdColumns& columns,
                                                                      const std::vector<std::uint32_t>& first) {
  const std::lock_guard lock(mutex_);
  if (packed_ == nullptr || first_ != first) {
    packed_ = std::make_shared<const standing::PackedHouseholds>(
        standing::Households{columns.income_fen, columns.persons, first});
    first_ = first;
  }
  return packed_;
}

std::shared_ptr<const HouseholdColumns> HouseholdBook::current(db::Reader& in) {
  const std::lock_guard lock(mutex_);
  const std::string mark = mark_of(in);
  if (columns_ != nullptr && mark == mark_) return columns_;
  if (mark.empty() && std::filesystem::exists(file_)) {
    columns_ = std::make_shared<const HouseholdColumns>(load(file_));
  } else {
    columns_ = std::make_shared<const HouseholdColumns>(columns_of(in));
  }
  mark_ = mark;
  return columns_;
}

}  // namespace massline::duties
