#include "cli/erasure_list.h"

#include <fmt/format.h>

#include <map>
#include <sstream>
#include <tuple>

#include "backup/chunk_store.h"
#include "cli/runtime.h"

namespace massline::cli {

namespace {

constexpr const char* list_name = "erasures";
constexpr int page_size = 1000;

std::string line_of(const journal::Erasure& erasure) {
  return fmt::format("{} {} {} {} {} {} {}\n", erasure.region.value, erasure.subject, erasure.why.data,
                     erasure.subject_kind, erasure.why.rule, erasure.why.on_request ? 1 : 0, erasure.at.ms);
}

using Key = std::tuple<std::int64_t, std::int64_t, std::string>;
Key key_of(const journal::Erasure& erasure) { return {erasure.region.value, erasure.subject, erasure.why.data}; }

}  // namespace

void save_erasures(db::Store& store, const std::filesystem::path& folder) {
  // Those that are listed stay: the database may itself be one that was restored.
  std::map<Key, journal::Erasure> all;
  for (auto& erasure : read_erasures(folder)) all.emplace(key_of(erasure), erasure);
  journal::Erasure last;
  for (bool more = true; more;) {
    const auto page = store.read([&](db::Reader& in) { return journal::erasures_after(in, last, page_size); });
    for (const auto& erasure : page) all.insert_or_assign(key_of(erasure), erasure);
    more = page.size() == page_size;
    if (more) last = page.back();
  }
  std::string text;
  for (const auto& [key, erasure] : all) text += line_of(erasure);
  backup::write_whole(folder / list_name, text);
}

std::vector<journal::Erasure> read_erasures(const std::filesystem::path& folder) {
  const auto path = folder / list_name;
  if (!std::filesystem::exists(path)) return {};
  std::vector<journal::Erasure> out;
  std::istringstream lines(backup::read_whole(path));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    journal::Erasure one;
    if (!(words >> one.region.value >> one.subject >> one.why.data >> one.subject_kind >> one.why.rule >>
          one.why.on_request >> one.at.ms))
      throw UserError(fmt::format("{}: “{}” is no line of this list. Put the file back as a backup wrote it.",
                                  path.string(), line));
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace massline::cli
