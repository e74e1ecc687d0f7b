#include "sim/checks.h"

#include <algorithm>
#include <limits>

#include "matters/matter_table.h"
#include "registry/units.h"
#include "sim/invariant.h"

namespace massline::sim {

namespace {

constexpr int most_acts_at_once = 1'000'000;
constexpr int viewers_of_a_sweep = 12;

}  // namespace

std::string name_of(const matters::Matter& matter) {
  return matter.code + " (" + matter.procedure + " at " + matter.stage + ")";
}

Checks::Checks(World& world) : world_(world) {
  world_.ctx().store.read([&](db::Reader& in) {
    read_new_acts(in);
    read_register(in);
  });
}

Checks::Standings Checks::standings(db::Reader& in) const {
  Standings out;
  for (const auto row : in.query("SELECT id, stage, outcome, state FROM matter"))
    out[row.id<MatterId>(0)] = {row.text(1), row.text_or_empty(2), static_cast<matters::MatterState>(row.integer(3))};
  return out;
}

void Checks::before_step(bool by_the_program) {
  if (by_the_program) before_job_ = world_.ctx().store.read([&](db::Reader& in) { return standings(in); });
}

/// Each chain goes on from where it was, entry by entry, and ends where its head says.
std::vector<journal::Entry> Checks::read_new_acts(db::Reader& in) {
  std::vector<journal::Entry> acts;
  for (const RegionId region : registry::regions(in)) {
    const Head first{0, journal::first_previous(region), Instant{std::numeric_limits<std::int64_t>::min()}};
    Head& head = heads_.try_emplace(region, first).first->second;
    for (journal::Entry& entry : journal::entries_after(in, region, head.seq, most_acts_at_once)) {
      const std::string name = "act " + std::to_string(entry.seq);
      expect(entry.seq == head.seq + 1, "journal", "an act is missing before " + name);
      expect(entry.previous == head.hash, "journal", name + " does not follow");
      expect(entry.hash == journal::hash_of(entry), "journal", name + " is not what its hash covers");
      expect(entry.act.at >= head.at, "journal", name + " is dated before the one that it follows");
      head = {entry.seq, entry.hash, entry.act.at};
      acts.push_back(std::move(entry));
    }
    const auto end = in.query("SELECT seq, hash FROM journal_head WHERE region = $1", {region});
    expect(!end.empty() && end.row(0).integer(0) == head.seq && end.row(0).blob(1) == head.hash, "journal",
           "a chain does not end where its head says");
  }
  return acts;
}

/// Whoever acts on a matter is not kept from it, and was not before the act.
void Checks::check_new_act(const journal::Entry& entry) const {
  const auto known = accused_.find(MatterId{entry.act.subject});
  if (entry.act.subject_kind != "matter" || known == accused_.end() || known->second.nobody()) return;
  // Units that are merged or moved take what they have with them, whoever it accuses.
  const bool of_the_register = entry.act.act == "matter.unit-merged" || entry.act.act == "matter.unit-closed";
  const journal::By& by = entry.act.by;
  if (!by.person || of_the_register) return;
  expect(!barrier_->is_barred(by.person, known->second), "accused-barrier",
         "person " + to_string(by.person) + " did " + entry.act.act + " on a matter that they are kept from");
  expect(!by.unit || !barrier_->is_under(by.unit, known->second), "accused-barrier",
         "a post in an accused unit did " + entry.act.act);
}

/// Every row that an act of the step was about is as its last act left it.
void Checks::check_subjects(db::Reader& in, const std::vector<journal::Entry>& acts) const {
  std::map<std::tuple<RegionId, std::string, std::int64_t>, std::string> left;
  for (const journal::Entry& entry : acts)
    if (!entry.act.after.empty()) left[{entry.region, entry.act.subject_kind, entry.act.subject}] = entry.act.after;
  for (const auto& [subject, digest] : left) {
    const auto& [region, kind, id] = subject;
    const auto present = present_digest(in, region, kind, id);
    expect(!present || *present == digest, "journal",
           "the " + kind + " " + std::to_string(id) + " is not as its last act left it");
  }
}

void Checks::read_register(db::Reader& in) {
  barrier_of_ = world_.ctx().today();
  barrier_.emplace(in, world_.ctx().rulebook, barrier_of_);
}

bool Checks::follow_register(db::Reader& in, const std::vector<journal::Entry>& acts) {
  const bool changed = std::any_of(acts.begin(), acts.end(),
                                   [](const journal::Entry& entry) { return entry.act.subject_kind != "matter"; });
  if (!changed && barrier_of_ == world_.ctx().today()) return false;
  read_register(in);
  return true;
}

void Checks::check_barrier_everywhere(db::Reader& in) {
  for (const auto row : in.query("SELECT " + matters::matter_columns +
                                 " FROM matter m WHERE EXISTS (SELECT 1 FROM party p WHERE p.region = m.region AND "
                                 "p.matter = m.id)")) {
    const matters::Matter matter = matters::matter_of(row);
    Accused accused = barrier_->accused_by(in, matter.region, matter.id);
    check_barrier_of(world_, in, *barrier_, accused, matter);
    accused_[matter.id] = std::move(accused);
  }
}

void Checks::check_matter(db::Reader& in, const MatterKey& key, Search search) {
  const auto& [region, id] = key;
  auto matter = matters::find_matter(in, region, id);
  expect(matter.has_value(), "nothing-lost", "matter " + to_string(id) + " is gone");
  Examined examined{std::move(*matter), matters::entries_of(in, region, id), matters::clocks_of(in, region, id),
                    barrier_->accused_by(in, region, id)};
  check_nothing_lost(world_, in, examined);
  check_barrier_of(world_, in, *barrier_, examined.accused, examined.matter);
  check_decisions(world_, in, examined);
  check_ratings_apart(world_, examined);
  check_dates(world_, examined);
  const auto digest = in.query(
      "SELECT after_digest FROM journal WHERE region = $1 AND subject_kind = 'matter' AND subject = $2 ORDER BY seq "
      "DESC LIMIT 1",
      {region, id});
  expect(!digest.empty() && digest.row(0).blob(0) == world_.ctx().digest_of_matter(in, region, id), "journal",
         name_of(examined.matter) + " is not as its last act left it");
  if (search == Search::asked) check_search_of(world_, in, examined);
  accused_[id] = std::move(examined.accused);
}

void Checks::after_step(bool by_the_program) {
  world_.ctx().store.read([&](db::Reader& in) {
    const std::vector<journal::Entry> acts = read_new_acts(in);
    const bool other_register = follow_register(in, acts);
    for (const journal::Entry& entry : acts) check_new_act(entry);
    check_subjects(in, acts);
    if (other_register) check_barrier_everywhere(in);
    std::set<MatterKey> touched;
    for (const journal::Entry& entry : acts)
      if (entry.act.subject_kind == "matter") touched.insert({entry.region, MatterId{entry.act.subject}});
    if (!world_.raised.empty()) {
      const Acknowledged& one = world_.any(world_.raised);
      touched.insert({one.region, one.id});
    }
    for (const MatterKey& matter : touched) check_matter(in, matter, Search::asked);
    check_none_lost(world_, in);
    if (world_.chance(30)) check_views_of(world_, in, *barrier_, accused_, world_.any(world_.people), Depth::glance);
    if (!by_the_program) return;
    const Standings now = standings(in);
    for (const auto& [id, standing] : before_job_)
      expect(now.at(id) == standing, "counters-remind", "a job decided about matter " + to_string(id));
  });
  if (world_.chance(10)) check_commands_of_barred(world_, *barrier_, accused_);
}

void Checks::sweep(bool jobs_have_run) {
  world_.ctx().store.read([&](db::Reader& in) {
    read_register(in);
    for (const auto row : in.query("SELECT region, id FROM matter"))
      check_matter(in, {row.id<RegionId>(0), row.id<MatterId>(1)}, world_.chance(15) ? Search::asked : Search::left);
    for (const Acknowledged& one : world_.raised)
      expect(matters::find_matter(in, one.region, one.id).has_value(), "nothing-lost", one.code + " is gone");
    for (int i = 0; i < viewers_of_a_sweep; ++i)
      check_views_of(world_, in, *barrier_, accused_, world_.any(world_.people),
                     jobs_have_run ? Depth::complete : Depth::thorough);
    check_public_views(world_, in);
    check_identity_apart(world_, in);
    check_nobody_scored(world_, in);
    check_journal(world_, in);
    check_unit_regions(in);
    check_no_end_forgotten(world_, in);
    if (jobs_have_run) check_data_end(world_, in);
  });
  if (jobs_have_run) check_bars_rebuilt(world_);
  check_standing_rebuilt(world_);
}

}  // namespace massline::sim
