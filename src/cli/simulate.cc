// A country to try things on, made into a new data folder.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>

#include "cli/commands.h"
#include "cli/passwords.h"
#include "cli/secret_file.h"
#include "duties/seeded.h"
#include "duties/simulated_branches.h"
#include "duties/simulated_past.h"
#include "duties/simulated_people.h"
#include "duties/trend_periods.h"
#include "registry/accounts.h"
#include "registry/add_tree.h"
#include "registry/import_units.h"
#include "registry/people.h"

namespace massline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t members_most = 200'000'000, branches_most = 8'000'000;
/// Up to so many are rows where nothing else is asked: some minutes of commands. Beyond, they stand in columns.
constexpr std::uint64_t members_in_rows = 20'000, members_in_rows_most = 500'000;
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
    if (post.can(rulebook::Capability::read_figures) &&
        std::find(post.in.begin(), post.in.end(), kind) != post.in.end())
      return post;
  throw UserError(
      fmt::format("No post of the rulebook sees the figures of a “{}”. Give one “may: [read-figures]”.", kind));
}

/// Three digits for each level down, so that a code says where the unit hangs.
std::string code_of(const duties::SimulatedUnits& units, std::size_t unit) {
  std::string code;
  for (; unit != 0; unit = units.units[unit].parent) code = fmt::format("{:03}", units.units[unit].ordinal) + code;
  return "SIM" + code;
}

registry::TreeUnit tree_unit(const rulebook::Rulebook& rulebook, const duties::SimulatedUnits& units,
                             const std::vector<std::uint32_t>& children, std::size_t i, Date from) {
  const duties::SimulatedUnit& one = units.units[i];
  const rulebook::UnitKind& kind = *rulebook.unit_kind(units.kinds[one.level]);
  registry::TreeUnit out;
  out.parent = one.parent;
  out.ordinal = one.ordinal;
  out.children = children[i];
  out.from = from;
  out.kind = kind.id;
  out.code = code_of(units, i);
  out.name = i == 0 ? kind.title.zh : fmt::format("{}{}", kind.title.zh, one.ordinal);
  out.name_en = i == 0 ? kind.title.en : fmt::format("{} {}", kind.title.en, one.ordinal);
  if (one.is_branch && !rulebook.settings.empty()) out.setting = rulebook.settings[one.setting].id;
  return out;
}

/// Units of a country in columns are as old as what is kept of them.
Date first_day_of_past(Date today) {
  return duties::periods_before(rulebook::DutyPeriod::Kind::year, today).front().from;
}

struct Account {
  std::string login;
  PersonId person;
  std::string what;
};

/// One who oversees the whole.
Account add_overseer(Context& ctx, UnitId root, const std::string& kind) {
  const auto server = registry::Actor::server();
  const rulebook::PostKind& post = overseer(ctx.rulebook, kind);
  const auto person = ctx.store.command([&](db::Transaction& tx) -> Result<PersonId> {
    const auto made =
        registry::create_person(ctx, tx, server, {.unit = root, .name = post.title.in(ctx.rulebook.default_language)});
    if (!made) return tl::unexpected(made.error());
    const auto begun = registry::begin_post(ctx, tx, server,
                                            {.person = made->id, .unit = root, .kind = post.id, .from = {}, .to = {}});
    if (!begun) return tl::unexpected(begun.error());
    return made->id;
  });
  if (!person) throw UserError(person.error().text(Language::en));
  return {"overseer", *person, post.title.en};
}

void make_accounts(Context& ctx, const std::vector<Account>& accounts, const std::filesystem::path& data) {
  const std::string password = new_password(ctx.random);
  std::string text = fmt::format("Password of every sample account: {}\n\n", password);
  for (const Account& account : accounts) {
    if (!account.person) continue;
    const auto made = registry::create_account(
        ctx, registry::Actor::server(),
        {.person = account.person, .name = account.login, .password = password, .language = Language::zh});
    if (!made) throw UserError(made.error().text(Language::en));
    text += fmt::format("  {:<20} {}\n", account.login, account.what);
  }
  write_secret_file(data / "sample-accounts.txt", text);
}

struct Made {
  duties::SimulatedUnits units;
  std::vector<std::int64_t> ids;
};

/// The tree of the rulebook's kinds, with numbers for names.
Made make_numbered_tree(Context& ctx, std::vector<std::string> kinds, const SimulateOptions& options, Date from) {
  constexpr std::size_t levels = 6;
  if (kinds.size() < levels)
    throw UserError(
        fmt::format("The rulebook has {} kinds of units on the way down to those whose members owe duties; a simulated "
                    "country needs {}.",
                    kinds.size(), levels));
  Made made;
  made.units =
      duties::simulate_units(ctx.rulebook, std::move(kinds), {options.members, options.branches, options.seed});
  std::vector<std::uint32_t> children(made.units.units.size(), 0);
  for (std::size_t i = 1; i < made.units.units.size(); ++i) ++children[made.units.units[i].parent];
  Told told("units");
  made.ids = registry::add_tree(
      ctx, made.units.units.size(),
      [&](std::size_t i) { return tree_unit(ctx.rulebook, made.units, children, i, from); },
      [&](std::uint64_t done) { told(done, made.units.units.size()); });
  return made;
}

void import_divisions(Context& ctx, const std::filesystem::path& path) {
  const auto report = registry::import_units(ctx, registry::Actor::server(), path.string(), {});
  if (!report) throw UserError(report.error().text(Language::en));
  if (report->problem_count > 0) {
    const auto& first = report->problems.front();
    throw UserError(fmt::format("{}:{}: {} {} ({} problems in all; “massline import units” tells them.)", first.file,
                                first.line, first.what, first.hint, report->problem_count));
  }
  fmt::print("{} divisions read.\n", report->added);
}

/// Branches below the units that the register has.
Made make_branches(Context& ctx, const std::string& leaf, const SimulateOptions& options, Date from) {
  Made made;
  const auto upper = ctx.store.read([&](db::Reader& in) { return registry::units_of_tree(in, ctx.today()); });
  const bool anywhere = std::any_of(upper.begin(), upper.end(), [&](const registry::Unit& unit) {
    return duties::may_have_below(ctx.rulebook, unit, leaf);
  });
  if (!anywhere)
    throw UserError(fmt::format(
        "No unit of the tree may have a “{}” below it; look at “under” of that kind in organisation.yaml.", leaf));
  made.units = duties::simulate_branches(ctx.rulebook, leaf, upper, {options.members, options.branches, options.seed});
  const auto branches = duties::branches_of(made.units);
  Told told("branches");
  const auto added = registry::add_leaves(
      ctx, upper, branches.size(), from,
      [&](std::size_t i) { return duties::leaf_of(ctx.rulebook, made.units, upper, branches[i]); },
      [&](std::uint64_t done) { told(done, branches.size()); });
  made.ids.resize(made.units.units.size());
  for (std::size_t i = 0; i < added.size(); ++i) made.ids[branches[i]] = added[i];
  for (std::size_t row = 0; row < made.ids.size(); ++row)
    if (!made.units.units[row].is_branch) made.ids[row] = upper[made.units.units[row].upper].id.value;
  return made;
}

/// Members, posts and a year as rows; gives whom accounts are made for.
std::vector<Account> fill_rows(Context& ctx, const Made& made, std::uint64_t seed, duties::Above above) {
  Told people_told("people"), year_told("what everybody did");
  const auto people = duties::simulate_people(ctx, made.units, made.ids, above,
                                              [&](std::uint64_t done, std::uint64_t of) { people_told(done, of); });
  const auto year =
      duties::simulate_year(ctx, {.seed = seed}, [&](std::uint64_t done, std::uint64_t of) { year_told(done, of); });
  fmt::print("{} people with {} memberships and {} posts; {} activities and {} talks of the last year.\n",
             people.people, people.memberships, people.posts, year.activities, year.talks);
  return {{"leader", people.leader, "Leads the first branch"},
          {"member", people.member, "A member of the first branch"}};
}

void save_households(Context& ctx, const Made& made, std::uint64_t households, const std::filesystem::path& data) {
  duties::HouseholdBook::save(duties::simulate_households(ctx.rulebook, made.units, made.ids, households),
                              data / households_file);
}

/// Invented amounts for the fourth level from the top, as counties are, so that what another standard costs can be
/// asked.
void invent_standards(Context& ctx, const std::filesystem::path& data, std::uint64_t seed) {
  constexpr std::size_t county_depth = 4, places_in_a_file = 2'000;
  const auto places =
      ctx.store.read([&](db::Reader& in) { return registry::places_at_depth(in, county_depth, ctx.today()); });
  std::vector<std::string> entries;
  for (const std::string& code : places)
    entries.push_back(
        fmt::format("  - {{place: \"{}\", in-force: {{from: 2025-01-01}}, amount: {}.{}0 yuan, source: {{document: "
                    "Simulation, place: \"an invented figure, seed {}\"}}}}\n",
                    code, 500 + duties::seeded(seed ^ entries.size() * 131) % 700,
                    duties::seeded(seed + entries.size()) % 10, seed));
  for (const rulebook::Standard& standard : ctx.rulebook.standards)
    for (std::size_t first = 0; first < entries.size(); first += places_in_a_file) {
      std::ofstream out(data / "rulebook" / "entitlements" /
                        fmt::format("simulated-{}-{}.yaml", standard.id, first / places_in_a_file + 1));
      out << "# Invented amounts for the places of a simulated country.\nentries-of: " << standard.id << "\nentries:\n";
      for (std::size_t i = first; i < std::min(first + places_in_a_file, entries.size()); ++i) out << entries[i];
      if (!out.flush()) throw UserError(fmt::format("{}: can't be written.", data.string()));
    }
}

void fill_columns(Context& ctx, const Made& made, const SimulateOptions& options) {
  ctx.store.write([&](db::Transaction& tx) {
    set_setting(tx, duties::columns_only_setting, "simulated");
    return true;
  });
  duties::KeptPast past(options.data.data);
  Told past_told("the years before");
  duties::simulate_past(ctx.rulebook, made.units, made.ids, ctx.today(), past,
                        [&](std::uint64_t done, std::uint64_t of) { past_told(done, of); });
  Told told("what everybody did");
  duties::LiveFile live = duties::simulate_standing(ctx, made.units, made.ids,
                                                    [&](std::uint64_t done, std::uint64_t of) { told(done, of); });
  live.state.seen = ctx.store.read([](db::Reader& in) { return duties::journal_heads(in); });
  duties::save_live(options.data.data, *live.board, live.state);
}

}  // namespace

int run_simulate(const SimulateOptions& options) {
  if (options.members < 1 || options.members > members_most || options.branches < 1 || options.branches > branches_most)
    throw UserError(fmt::format("Members are 1 to {}, branches 1 to {}.", members_most, branches_most));
  const bool in_rows =
      options.into || options.as == "rows" || (options.as.empty() && options.members <= members_in_rows);
  if (in_rows && options.members > members_in_rows_most)
    throw UserError(fmt::format("More than {} members are not made as rows. Leave “--as rows” out, or ask for fewer.",
                                members_in_rows_most));
  if (options.into && (!options.divisions.empty() || options.as == "columns"))
    throw UserError(
        "“--into” adds rows to the tree of an organisation that is there: give neither --divisions nor “--as columns” "
        "with it.");
  if (!options.divisions.empty() && !fs::exists(options.divisions))
    throw UserError(fmt::format("“{}” can't be read.", options.divisions.string()));
  if (!options.into) run_init({.data = options.data, .sample = {}, .sample_matters = {}});
  const fs::path& data = options.data.data;
  Runtime runtime({.data = data, .database = options.data.database, .rulebook = {}});
  Context& ctx = runtime.context();
  auto kinds = duties::kinds_from_root(ctx.rulebook, ctx.today());
  if (kinds.empty())
    throw UserError("No member owes a duty under this rulebook today, so there is nobody to simulate.");
  const std::string leaf = kinds.back();
  const auto households = static_cast<std::uint64_t>(static_cast<double>(options.members) * households_of_a_member);
  if (options.into) {
    if (ctx.store.read([](db::Reader& in) { return !setting(in, duties::columns_only_setting).empty(); }))
      throw UserError("The members of this simulated country stand in columns; rows can't be added to it.");
    const Made made = make_branches(ctx, leaf, options, ctx.today() - duties::simulated_past);
    fill_rows(ctx, made, options.seed, duties::Above::as_they_are);
    if (!fs::exists(data / households_file)) save_households(ctx, made, households, data);
    fmt::print("Added to {} with seed {}: {} branches with {} members.\n", data.string(), options.seed,
               options.branches, options.members);
    return 0;
  }
  if (!options.divisions.empty()) import_divisions(ctx, options.divisions);
  const Date since = in_rows ? ctx.today() - duties::simulated_past : first_day_of_past(ctx.today());
  const Made made = options.divisions.empty() ? make_numbered_tree(ctx, std::move(kinds), options, since)
                                              : make_branches(ctx, leaf, options, since);
  fmt::print("{} units, {} of them with members.\n", made.ids.size(), options.branches);
  std::vector<Account> accounts{add_overseer(ctx, UnitId{made.ids.front()}, made.units.kinds.front())};
  if (in_rows) {
    const auto others = fill_rows(ctx, made, options.seed, duties::Above::with_officers);
    accounts.insert(accounts.end(), others.begin(), others.end());
  } else {
    fill_columns(ctx, made, options);
  }
  make_accounts(ctx, accounts, data);
  save_households(ctx, made, households, data);
  invent_standards(ctx, data, options.seed);
  fmt::print("{} members {} and {} households, made with seed {}. Look at it with: massline serve --data {}\n",
             options.members, in_rows ? "as rows" : "in columns", households, options.seed, data.string());
  return 0;
}

}  // namespace massline::cli
