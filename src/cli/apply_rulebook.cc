// Another rulebook in place of the one in force, with a decision where it alters days that have passed.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/secret_file.h"
#include "duties/past_changes.h"
#include "journal/journal.h"
#include "registry/units.h"

namespace massline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t decision_most = 300;

/// A copy beside the rulebook in force, ready to take its place.
fs::path staged(const fs::path& draft, const fs::path& data) {
  const fs::path beside = data / "rulebook.new";
  fs::remove_all(beside);
  fs::copy(draft, beside, fs::copy_options::recursive);
  sync_tree(beside);
  return beside;
}

void journal_apply(Context& ctx, const rulebook::Rulebook& draft, const std::string& decision) {
  ctx.store.write([&](db::Transaction& tx) {
    const auto root = registry::root_unit(tx);
    if (!root) return true;
    const std::string detail = draft.id + " " + draft.version + (decision.empty() ? "" : ": " + decision);
    journal::append(tx,
                    {root->region, ctx.clock.now(), {}, "rulebook.apply", "rulebook", root->id.value, detail, {}, {}});
    return true;
  });
}

}  // namespace

int run_apply_rulebook(const ApplyRulebookOptions& options) {
  if (options.decision.size() > decision_most)
    throw UserError(fmt::format("The decision is longer than {} characters.", decision_most));
  const auto draft = read_rulebook_or_throw(options.draft);
  const fs::path folder = options.data.data / "rulebook";
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  if (draft->id != ctx.rulebook.id)
    throw UserError(fmt::format("“{}” is another rulebook than “{}”, under which these data were made.", draft->id,
                                ctx.rulebook.id));
  const std::string differs = rulebook::diff(ctx.rulebook, *draft);
  if (differs.empty()) {
    fmt::print("No rule differs; nothing was done.\n");
    return 0;
  }
  fmt::print("{}", differs);
  const auto past = duties::past_changes(ctx.rulebook, *draft, ctx.today());
  if (!past.empty()) {
    fmt::print("\nThis alters days that have passed:\n");
    for (const std::string& line : past) fmt::print("  {}\n", line);
  }
  if (!past.empty() && options.decision.empty()) {
    fmt::print(stderr,
               "\nNothing was applied. What people owed on days gone by changes only with a decision: name it, as in "
               "--decision \"Resolution 12 of 3 March\"; or let the rule end, and give another from a day to come.\n");
    return 1;
  }
  const fs::path beside = staged(options.draft, options.data.data);
  const fs::path before = options.data.data / fmt::format("rulebook.before-{}", ctx.clock.now().ms);
  journal_apply(ctx, *draft, options.decision);
  fs::rename(folder, before);
  fs::rename(beside, folder);
  fmt::print("\nApplied, and in the journal. The rules before are kept in {}. Restart the server.\n", before.string());
  return 0;
}

}  // namespace massline::cli
