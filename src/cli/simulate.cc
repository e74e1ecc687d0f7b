// A country to try things on, made into a new data folder.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "cli/commands.h"
#include "cli/passwords.h"
#include "cli/secret_file.h"
#include "duties/simulated_country.h"
#include "registry/accounts.h"
#include "registry/add_tree.h"
#include "registry/people.h"

namespace massline::cli {
namespace {

constexpr std::uint64_t members_most = 200'000'000, branches_most = 8'000'000;
/// As many as members of the Party go with households of a country: 35 million with 96.71 million.
constexpr double households_of_a_member = 35.0 / 96.71;

/// Says how far it is, at most once a second.
class Told {
 public:
  explicit Told(std::string what) : what_(std::move(what)) {}
  void operator()(std::uint64_t done, std::uint64_t of) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::seconds(1) || of == 0) return;
    last_ = now;
    fmt::print(stderr, "{}: {} % …\n", what_, done * 100 / of);
  }

 private:
  std::string what_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

const rulebook::PostKind& overseer(const rulebook::Rulebook& rulebook, const std::string& kind) {
  for (const rulebook::PostKind& post : rulebook.posts)
    if (post.can(rulebook::Capability::read_figures) && std::find(post.in.begin(), post.in.end(), kind) != post.in.end()) return post;
  throw UserError(fmt::format("No post of the rulebook sees the figures of a “{}”. Give one “may: [read-figures]”.", kind));
}

/// Three digits for each level down, so that a code says where the unit hangs.
std::string code_of(const duties::SimulatedUnits& units, std::size_t unit) {
  std::string code;
  for (; unit != 0; unit = units.units[unit].parent) code = fmt::format("{:03}", units.units[unit].ordinal) + code;
  return "SIM" + code;
}

registry::TreeUnit tree_unit(const rulebook::Rulebook& rulebook, const duties::SimulatedUnits& units,
                             const std::vector<std::uint32_t>& children, std::size_t i) {
  const duties::SimulatedUnit& one = units.units[i];
  const rulebook::UnitKind& kind = *rulebook.unit_kind(units.kinds[one.level]);
  const bool branch = one.level + 1u == units.kinds.size();
  registry::TreeUnit out;
  out.parent = one.parent;
  out.ordinal = one.ordinal;
  out.children = children[i];
  out.kind = kind.id;
  out.code = code_of(units, i);
  out.name = i == 0 ? kind.title.zh : fmt::format("{}{}", kind.title.zh, one.ordinal);
  out.name_en = i == 0 ? kind.title.en : fmt::format("{} {}", kind.title.en, one.ordinal);
  if (branch && !rulebook.settings.empty()) out.setting = rulebook.settings[one.setting].id;
  return out;
}

/// One who oversees the whole, with an account.
void add_overseer(Context& ctx, UnitId root, const std::string& kind, const std::filesystem::path& data) {
  const auto server = registry::Actor::server();
  const rulebook::PostKind& post = overseer(ctx.rulebook, kind);
  const auto person = ctx.store.command([&](db::Transaction& tx) -> Result<PersonId> {
    const auto made = registry::create_person(ctx, tx, server, {.unit = root, .name = post.title.in(ctx.rulebook.default_language)});
    if (!made) return tl::unexpected(made.error());
    const auto begun = registry::begin_post(ctx, tx, server, {.person = made->id, .unit = root, .kind = post.id, .from = {}, .to = {}});
    if (!begun) return tl::unexpected(begun.error());
    return made->id;
  });
  if (!person) throw UserError(person.error().text(Language::en));
  const std::string password = new_password(ctx.random);
  const auto account = registry::create_account(ctx, server, {.person = *person, .name = "overseer", .password = password, .language = Language::zh});
  if (!account) throw UserError(account.error().text(Language::en));
  write_secret_file(data / "sample-accounts.txt", fmt::format("Password of every sample account: {}\n\n  {:<20} {}\n", password, "overseer", post.title.en));
}

}  // namespace

int run_simulate(const SimulateOptions& options) {
  if (options.members < 1 || options.members > members_most || options.branches < 1 || options.branches > branches_most)
    throw UserError(fmt::format("Members are 1 to {}, branches 1 to {}.", members_most, branches_most));
  run_init({.data = options.data, .sample = {}});
  Runtime runtime({.data = options.data.data, .database = options.data.database, .rulebook = {}});
  Context& ctx = runtime.context();
  auto kinds = duties::kinds_from_root(ctx.rulebook, ctx.today());
  constexpr std::size_t levels = 6;
  if (kinds.size() < levels)
    throw UserError(fmt::format("The rulebook has {} kinds of units on the way down to those whose members owe duties; a simulated country needs {}.",
                                kinds.size(), levels));
  const auto units = duties::simulate_units(ctx.rulebook, std::move(kinds), {options.members, options.branches, options.seed});
  std::vector<std::uint32_t> children(units.units.size(), 0);
  for (std::size_t i = 1; i < units.units.size(); ++i) ++children[units.units[i].parent];
  Told units_told("units");
  const auto ids = registry::add_tree(
      ctx, units.units.size(), [&](std::size_t i) { return tree_unit(ctx.rulebook, units, children, i); },
      [&](std::uint64_t done) { units_told(done, units.units.size()); });
  fmt::print("{} units, {} of them without others below.\n", ids.size(), options.branches);
  add_overseer(ctx, UnitId{ids.front()}, units.kinds.front(), options.data.data);
  ctx.store.write([&](db::Transaction& tx) {
    set_setting(tx, duties::columns_only_setting, "simulated");
    return true;
  });
  Told members_told("what everybody did");
  duties::LiveFile live = duties::simulate_standing(ctx, units, ids, [&](std::uint64_t done, std::uint64_t of) { members_told(done, of); });
  live.state.seen = ctx.store.read([](db::Reader& in) { return duties::journal_heads(in); });
  duties::save_live(options.data.data, *live.board, live.state);
  const auto households = static_cast<std::uint64_t>(static_cast<double>(options.members) * households_of_a_member);
  duties::HouseholdBook::save(duties::simulate_households(units, ids, households), options.data.data / households_file);
  fmt::print("{} members and {} households, made with seed {}. Look at it with: massline serve --data {}\n", options.members, households,
             options.seed, options.data.data.string());
  return 0;
}

}  // namespace massline::cli
