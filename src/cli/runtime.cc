#include "cli/runtime.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "cli/backup_command.h"
#include "db/migrations.h"
#include "matters/digests.h"
#include "matters/matter_commands.h"

namespace massline::cli {
namespace {

constexpr std::size_t vault_key_size = 32;

std::string read_vault_key(const std::filesystem::path& path) {
  std::string key = read_file(path);
  if (key.size() != vault_key_size)
    throw UserError(fmt::format("{}: the vault's key must have 32 bytes, this file has {}. Put back the file that was "
                                "made with this data folder.", path.string(), key.size()));
  return key;
}

}  // namespace

db::Target target_of(const DataOptions& options) {
  std::string url = options.database;
  const auto recorded = options.data / "database.url";
  if (url.empty() && std::filesystem::exists(recorded)) url = read_file(recorded);
  if (url.empty()) url = (options.data / "massline.db").string();
  return {.url = url, .readers = 8, .schema = {}};
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw UserError(fmt::format("{}: can't be read ({}).", path.string(), std::strerror(errno)));
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_secret_file(const std::filesystem::path& path, std::string_view content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) throw Fault(fmt::format("{}: can't be made ({})", path.string(), std::strerror(errno)));
  std::size_t written = 0;
  while (written < content.size()) {
    const ssize_t count = ::write(file, content.data() + written, content.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      ::close(file);
      throw Fault(fmt::format("{}: can't be written ({})", path.string(), std::strerror(errno)));
    }
    written += static_cast<std::size_t>(count);
  }
  ::fsync(file);
  ::close(file);
}

std::shared_ptr<const rulebook::Rulebook> read_rulebook_or_throw(const std::filesystem::path& folder) {
  auto read = rulebook::read_rulebook(folder.string());
  if (read.rulebook) return read.rulebook;
  std::string message = fmt::format("{}: the rulebook has {} problem(s):", folder.string(), read.problems.size());
  for (const auto& problem : read.problems) message += "\n  " + rulebook::to_string(problem);
  throw UserError(message);
}

std::string setting(db::Reader& in, std::string_view name) {
  const auto rows = in.query("SELECT value FROM setting WHERE name = $1", {name});
  return rows.empty() ? std::string() : rows.row(0).text(0);
}

void set_setting(db::Transaction& tx, std::string_view name, std::string_view value) {
  tx.execute("INSERT INTO setting(name, value) VALUES($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
             {name, value});
}

Surroundings surroundings_of_the_system() {
  static const SystemClock clock;
  static SystemRandom random;
  return {clock, random, db::Store::open};
}

Runtime::Runtime(const DataOptions& options, const Surroundings& surroundings) : data_(options.data) {
  const auto key_file = data_ / "vault.key";
  if (!std::filesystem::exists(key_file))
    throw UserError(fmt::format("{}: is not a data folder of massline. Make one with: massline init --data {}",
                                data_.string(), data_.string()));
  const auto rulebook_folder = options.rulebook.empty() ? data_ / "rulebook" : options.rulebook;
  rulebook_ = read_rulebook_or_throw(rulebook_folder);
  zone_ = std::make_unique<Zone>(rulebook_->zone);
  ids_ = std::make_unique<IdMaker>(surroundings.clock, surroundings.random);
  target_ = target_of(options);
  store_ = surroundings.open_store(target_);
  back_up_before_migration(options, *store_);
  if (const auto migrated = store_->migrate(db::migrations()); !migrated)
    throw UserError(migrated.error().text(Language::en));
  const std::string kept = store_->read([](db::Reader& in) { return setting(in, "rulebook"); });
  if (!kept.empty() && kept != rulebook_->id)
    throw UserError(fmt::format("{}: these data were made under the rulebook “{}”, and “{}” was given. Give the first, or "
                                "another data folder.", data_.string(), kept, rulebook_->id));
  context_ = std::make_unique<Context>(Context{.store = *store_,
                                               .rulebook = *rulebook_,
                                               .clock = surroundings.clock,
                                               .random = surroundings.random,
                                               .ids = *ids_,
                                               .zone = *zone_,
                                               .vault_key = read_vault_key(key_file),
                                               .files_folder = (data_ / "files").string(),
                                               .digest_of_matter = [](db::Reader& in, RegionId region, MatterId matter) {
                                                 return matters::digest_of(in, region, "matter", matter.value).value_or("");
                                               },
                                               .leave_barred_units = [](Context& ctx, db::Transaction& tx) {
                                                 matters::leave_barred_units(ctx, tx);
                                               }});
}

}  // namespace massline::cli
