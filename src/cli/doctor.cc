#include "cli/doctor.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <unordered_map>
#include <vector>

#include "activities/activity_table.h"
#include "base/crypto.h"
#include "cli/backup_command.h"
#include "cli/proof_command.h"
#include "cli/runtime.h"
#include "cli/secret_file.h"
#include "cli/sign_in_file.h"
#include "cli/vault_command.h"
#include "db/migrations.h"
#include "duties/kept_past.h"
#include "matters/attachments.h"
#include "retention/kinds.h"

namespace massline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t least_free_bytes = std::uintmax_t{1} << 30;
constexpr std::int64_t backup_days = 7;

/// Prints each finding as it comes, so that somebody who waits sees how far it is.
class Findings {
 public:
  void fine(const std::string& what) { tell("ok   ", what, ""); }
  void warn(const std::string& what, const std::string& remedy) { tell("look ", what, remedy); }
  void wrong(const std::string& what, const std::string& remedy) {
    ++wrong_;
    tell("WRONG", what, remedy);
  }
  int wrong_count() const { return wrong_; }

 private:
  static void tell(std::string_view level, const std::string& what, const std::string& remedy) {
    fmt::print("{}  {}\n", level, what);
    if (!remedy.empty()) fmt::print("       → {}\n", remedy);
    std::fflush(stdout);
  }
  int wrong_ = 0;
};

bool is_open_to_others(const fs::path& path) {
  return (fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none;
}

/// What people wrote lies in the database unsealed.
void look_at_folder(const fs::path& data, Findings& findings) {
  if (is_open_to_others(data))
    findings.wrong(
        fmt::format("{} can be entered by other users of this machine, who can read what people wrote.", data.string()),
        fmt::format("chmod 700 {}", data.string()));
  else
    findings.fine(fmt::format("{} can be entered by its owner alone.", data.string()));
}

void look_at_keys(const fs::path& data, Findings& findings) {
  int keys = 0;
  for (const auto& entry : fs::directory_iterator(data)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".key") continue;
    ++keys;
    if (is_open_to_others(entry.path()))
      findings.wrong(fmt::format("{} can be read by others.", entry.path().string()),
                     fmt::format("chmod 600 {}", entry.path().string()));
  }
  if (keys == 0)
    findings.wrong(fmt::format("{} holds no keys.", data.string()), "Put back the *.key files that were made with it.");
  else
    findings.fine(fmt::format("{} key file(s), readable by their owner alone.", keys));
}

void look_at_disk(const fs::path& data, Findings& findings) {
  std::error_code error;
  const auto space = fs::space(data, error);
  if (error) {
    findings.wrong(fmt::format("{}: the disk can't be asked ({}).", data.string(), error.message()),
                   "Look at the disk.");
  } else if (space.available < least_free_bytes) {
    findings.warn(fmt::format("The disk of {} has {} MiB left.", data.string(), space.available >> 20),
                  "Make room: when it is full, nothing new can be raised, though all can be read.");
  } else {
    findings.fine(fmt::format("The disk of {} has {} GiB left.", data.string(), space.available >> 30));
  }
}

/// A file system turns read-only when it finds itself damaged, and says so only to whoever writes.
void look_at_writing(const fs::path& data, Findings& findings) {
  const fs::path probe = data / ".doctor";
  std::error_code ignored;
  fs::remove(probe, ignored);
  try {
    write_secret_file(probe, "");
    fs::remove(probe, ignored);
  } catch (const Fault& fault) {
    findings.wrong(fmt::format("Nothing can be written to the data folder: {}.", fault.what()),
                   "Is the disk full, mounted read-only or damaged (dmesg), or the folder another user's? What is "
                   "there is read as ever.");
  }
}

void look_at_store(db::Store& store, Findings& findings) {
  const int step = store.schema_step(), known = static_cast<int>(db::migrations().size());
  if (step > known)
    findings.wrong(fmt::format("The database is at step {} of its schema, this program knows {}.", step, known),
                   "Use the newer program, or restore a backup from before it.");
  else if (step < known)
    findings.warn(fmt::format("The database is at step {} of its schema, this program brings it to {}.", step, known),
                  "massline serve does it, and makes a backup first.");
  const auto ailments = store.look_over();
  for (const auto& ailment : ailments) findings.wrong(ailment.what, ailment.remedy);
  if (ailments.empty()) findings.fine("The database finds nothing wrong with itself.");
}

/// What is wrong with a file that was attached, in words; empty if it is as it was given. Its name is its digest.
std::string ailment_of_file(const fs::path& path, std::int64_t size) {
  std::error_code error;
  if (static_cast<std::int64_t>(fs::file_size(path, error)) != size || error) return "is missing or cut off";
  if (to_hex(digest(read_file(path))) != path.filename()) return "is not as it was given";
  return "";
}

/// Reads every file whole: one that was changed in its place has its old size.
void look_at_files(Context& ctx, Findings& findings) {
  struct File {
    std::string path;
    std::int64_t size;
    std::string owner;
  };
  std::vector<File> files;
  ctx.store.read([&](db::Reader& in) {
    for (auto& file : matters::kept_files(ctx, in))
      files.push_back({std::move(file.path), file.size, "matter " + to_string(file.matter)});
    for (auto& file : activities::kept_documents(in, ctx.files_folder))
      files.push_back({std::move(file.path), file.size, "activity " + to_string(file.activity)});
  });
  std::unordered_map<std::string, std::string> ailments;  // several may have the same file
  int ill = 0;
  for (const File& file : files) {
    const auto [found, fresh] = ailments.try_emplace(file.path);
    if (fresh) found->second = ailment_of_file(file.path, file.size);
    if (found->second.empty() || ++ill > 10) continue;
    findings.wrong(fmt::format("{} {}; it goes with {}.", file.path, found->second, file.owner),
                   "Copy it from a backup: massline restore into another folder, then files/.");
  }
  if (ill > 10) findings.wrong(fmt::format("{} more files are so.", ill - 10), "As above.");
  if (ill == 0) findings.fine(fmt::format("{} attached file(s) are as they were given.", files.size()));
}

/// Only a simulated country has such files.
void look_at_kept_past(const fs::path& data, Findings& findings) {
  const auto report = duties::KeptPast(data).check_all();
  for (const Refusal& damaged : report.damaged)
    findings.wrong(damaged.text(Language::en), "The screens show that period as not known.");
  if (report.whole > 0) findings.fine(fmt::format("{} kept period(s) of the standing are whole.", report.whole));
}

void look_at_backup(Context& ctx, Findings& findings) {
  const std::string last = ctx.store.read([](db::Reader& in) { return setting(in, last_backup_at); });
  constexpr const char* remedy = "massline backup --to FOLDER, each day; keep the keys in another place.";
  if (last.empty()) return findings.warn("No backup was ever made.", remedy);
  const std::int64_t days = (ctx.clock.now().ms - std::stoll(last)) / ms_per_day;
  if (days >= backup_days) return findings.warn(fmt::format("The last backup was made {} days ago.", days), remedy);
  findings.fine(fmt::format("The last backup was made {} day(s) ago.", days));
}

void look_at_sign_in(const fs::path& data, Context& ctx, Findings& findings) {
  if (!ctx.factors_of_posts)
    findings.warn("Second factors that the rulebook asks of posts are not asked for, as in a sample.",
                  "massline sign-in factors asked, before real use.");
  const auto file = read_sign_in_file(data);
  oidc::Providers providers(file.providers, file.address, digest("doctor"), ctx.clock, ctx.random);
  for (const auto& settings : providers.settings()) {
    const auto ailment = providers.ailment_of(settings);
    if (!ailment) {
      findings.fine(fmt::format("The sign-in provider {} answers.", settings.id));
      continue;
    }
    findings.wrong(
        fmt::format("The sign-in provider {} does not answer as it should: {}.", settings.id, *ailment),
        fmt::format("Is {} up, reachable from here and trusted (ca-file)? Passwords and links go on working.",
                    settings.issuer));
  }
}

/// What can be looked at only once the data folder opens.
void look_inside(const DataOptions& options, Findings& findings) {
  Runtime runtime(options);
  Context& ctx = runtime.context();
  const auto lacking = rulebook::check_retention(ctx.rulebook, retention::kinds());
  for (const auto& problem : lacking)
    findings.warn("The rulebook: " + problem.what, problem.hint + " Until then it is kept for ever.");
  if (lacking.empty()) findings.fine(fmt::format("The rulebook “{}” reads without a problem.", ctx.rulebook.title.en));
  look_at_files(ctx, findings);
  look_at_kept_past(options.data, findings);
  look_at_backup(ctx, findings);
  look_at_sign_in(options.data, ctx, findings);
  fmt::print("       The journal, from its first entry:\n");
  std::fflush(stdout);
  if (verify_database(options) != 0)
    findings.wrong("The journal does not hold.",
                   "Keep a copy of the data folder as it is, and compare with the newest backup.");
}

int run_doctor(const DataOptions& options) {
  Findings findings;
  if (!fs::is_directory(options.data)) {
    findings.wrong(fmt::format("{}: there is no such data folder.", options.data.string()),
                   fmt::format("massline init --data {} makes one.", options.data.string()));
    return 1;
  }
  if (fs::exists(options.data / unfinished_restore)) {
    findings.wrong(fmt::format("{} was being restored, which was interrupted.", options.data.string()),
                   "Remove it (and empty its database, if that lies on a server), and restore again.");
    return 1;
  }
  look_at_folder(options.data, findings);
  look_at_keys(options.data, findings);
  look_at_disk(options.data, findings);
  look_at_writing(options.data, findings);
  try {
    const auto store = open_with_data(target_of(options), surroundings_of_the_system());
    look_at_store(*store, findings);
  } catch (const UserError& error) {
    findings.wrong(error.what(), "Serve nothing from this folder before: what is raised then is in another database.");
  } catch (const db::Error& error) {
    findings.wrong(fmt::format("The database can't be opened: {}.", error.what()),
                   "Is its server running, and the file readable and writable by this user? If it is damaged: stop the "
                   "program, keep a copy of the file, and restore the newest backup.");
  }
  // A wrong thing found so far may be just why the folder does not open.
  if (findings.wrong_count() == 0) {
    try {
      look_inside(options, findings);
    } catch (const std::exception& error) {
      findings.wrong(error.what(), "Put this right first, then ask again.");
    }
  }
  fmt::print("{}\n", findings.wrong_count() == 0 ? "Nothing is wrong."
                                                 : fmt::format("{} thing(s) are wrong.", findings.wrong_count()));
  return findings.wrong_count() == 0 ? 0 : 1;
}

}  // namespace

void add_doctor_command(CLI::App& app, std::function<void(int)> done) {
  auto options = std::make_shared<DataOptions>();
  auto* command = app.add_subcommand("doctor", "Say what is wrong with a data folder, and what to do about it");
  add_data_options(*command, *options);
  command->callback([options, done] { done(run_doctor(*options)); });
}

}  // namespace massline::cli
