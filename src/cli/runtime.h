// What the commands share: the data folder, opened.
//
// A data folder holds massline.db (unless the data lie in PostgreSQL), rulebook/ (the organisation's own copy),
// vault.key and signing.key (readable by the owner alone) and files/ (attachments).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/id.h"
#include "base/random.h"
#include "base/time.h"
#include "cli/signing_file.h"
#include "cli/vault_file.h"
#include "db/change_mark.h"
#include "db/db.h"
#include "journal/context.h"
#include "rulebook/model.h"

namespace massline::cli {

/// In the data folder: the households of a simulated country.
inline constexpr const char* households_file = "households.columns";

struct DataOptions {
  std::filesystem::path data = "data";
  std::string database;                     // postgres://…; empty: massline.db in the data folder
  std::filesystem::path rulebook;           // empty: the data folder's own
  std::filesystem::path passphrase_file{};  // of the vault; empty: the environment, then a prompt
};

/// What a running program takes from outside of its data folder: the time, chance, and how a database is opened and a
/// rulebook read.
struct Surroundings {
  const Clock& clock;
  Random& random;
  std::function<std::unique_ptr<db::Store>(const db::Target&)> open_store;
  std::function<std::shared_ptr<const rulebook::Rulebook>(const std::filesystem::path&)> read_rulebook;
};
/// The system's clock and randomness, db::Store::open and read_rulebook_in_use.
Surroundings surroundings_of_the_system();

/// A message for whoever runs the program: what is wrong and what to do.
class UserError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The value, or its refusal as a UserError in English, with the field before it where there is one.
template <class T>
T value_or_throw(Result<T> result) {
  if (result) return std::move(*result);
  std::string message = result.error().text(Language::en);
  if (!result.error().field.empty()) message = result.error().field + ": " + message;
  throw UserError(message);
}

/// A file in a data folder while it is being restored: with it there, rows may be missing, or be back that were erased.
inline constexpr const char* unfinished_restore = "restore.unfinished";

class Runtime {
 public:
  enum class Database { holds_data, is_new, being_restored };

  /// Opens the data folder, brings the schema up to date and reads the rulebook. Throws UserError if the folder was not
  /// made by `massline init` or lacks something since, or was restored by halves, if the database holds nothing, though
  /// it is not new, or is newer than the program, or if the rulebook has problems; db::Error. `surroundings` must
  /// outlive it.
  explicit Runtime(const DataOptions& options, const Surroundings& surroundings = surroundings_of_the_system(),
                   Database database = Database::holds_data);

  Context& context() { return *context_; }
  const std::filesystem::path& data() const { return data_; }
  const VaultUse& vault_use() const { return vault_use_; }
  /// Nothing where the store has none.
  std::unique_ptr<db::ChangeMark> open_change_mark() const { return db::open_change_mark(target_, *store_); }

 private:
  SigningFile signing_key(Random& random) const;
  void require_vault_in_use(const Vault& vault, const std::filesystem::path& key_file) const;

  std::filesystem::path data_;
  VaultUse vault_use_;
  db::Target target_;
  std::unique_ptr<IdMaker> ids_;
  std::shared_ptr<const rulebook::Rulebook> rulebook_;
  std::unique_ptr<Zone> zone_;
  std::unique_ptr<db::Store> store_;
  std::unique_ptr<Context> context_;
};

/// Reads a rulebook, or throws UserError with every problem.
std::shared_ptr<const rulebook::Rulebook> read_rulebook_or_throw(const std::filesystem::path& folder);

/// The same for a folder that a program runs on. One from before there were rules of retention goes on, and doctor says
/// what it lacks: nothing is erased without one.
std::shared_ptr<const rulebook::Rulebook> read_rulebook_in_use(const std::filesystem::path& folder);

/// Where the data lie: as given, as the data folder records, or in the data folder.
db::Target target_of(const DataOptions& options);

/// Opens what is there, and makes no file. Throws UserError where it is gone or holds nothing: whoever served an empty
/// database in its place would have lost what was raised, and would not know it.
std::unique_ptr<db::Store> open_with_data(const db::Target& target, const Surroundings& surroundings);

/// A setting of the store, "" if there is none.
std::string setting(db::Reader& in, std::string_view name);
void set_setting(db::Transaction& tx, std::string_view name, std::string_view value);

std::string read_file(const std::filesystem::path& path);

}  // namespace massline::cli
