#include "sim/checks.h"

#include "matters/matter_table.h"
#include "registry/units.h"
#include "sim/invariant.h"

namespace massline::sim {

namespace {

constexpr std::string_view journal_columns =
    "SELECT seq, person, unit, act, subject_kind, subject, previous, hash FROM journal";

}  // namespace

std::string name_of(const matters::Matter& matter) {
  return matter.code + " (" + matter.procedure + " at " + matter.stage + ")";
}

Checks::Checks(World& world) : world_(world) {
  world_.ctx().store.read([&](db::Reader& in) { read_new_acts(in); });
}

std::map<MatterId, Checks::Standing> Checks::standings(db::Reader& in) const {
  std::map<MatterId, Standing> out;
  for (const auto row : in.query("SELECT id, stage, outcome, state FROM matter"))
    out[row.id<MatterId>(0)] = {row.text(1), row.text_or_empty(2), static_cast<matters::MatterState>(row.integer(3))};
  return out;
}

void Checks::before_step(bool by_the_program) {
  if (by_the_program) before_job_ = world_.ctx().store.read([&](db::Reader& in) { return standings(in); });
}

/// Whoever acts on a matter is not kept from it, and was not before the act.
void Checks::check_act(db::Reader& in, const db::Rows::Row& row) const {
  const auto known = accused_.find(row.id<MatterId>(5));
  if (known == accused_.end() || known->second.nobody()) return;
  const NaiveBarrier barrier(in, world_.ctx().rulebook, world_.ctx().today());
  const auto person = row.id<PersonId>(1);
  // Units that are merged or moved take what they have with them, whoever it accuses.
  const bool of_the_register = row.text(3) == "matter.unit-merged" || row.text(3) == "matter.unit-closed";
  if (!person || of_the_register) return;
  expect(!barrier.is_barred(person, known->second), "accused-barrier",
         "person " + to_string(person) + " did " + row.text(3) + " on a matter that they are kept from");
  const auto unit = row.id<UnitId>(2);
  expect(!unit || !barrier.is_under(unit, known->second), "accused-barrier",
         "a post in an accused unit did " + row.text(3));
}

Checks::Touched Checks::read_new_acts(db::Reader& in) {
  Touched touched;
  for (const RegionId region : registry::regions(in)) {
    auto& [seq, hash] = heads_[region];
    for (const auto row :
         in.query(std::string(journal_columns) + " WHERE region = $1 AND seq > $2 ORDER BY seq", {region, seq})) {
      expect(row.integer(0) == seq + 1, "journal", "an act is missing before " + std::to_string(row.integer(0)));
      expect(seq == 0 || row.blob(6) == hash, "journal", "act " + std::to_string(row.integer(0)) + " does not follow");
      seq = row.integer(0);
      hash = row.blob(7);
      if (row.text(4) != "matter") {
        touched.register_changed = true;
        continue;
      }
      check_act(in, row);
      touched.matters.insert({region, row.id<MatterId>(5)});
    }
  }
  return touched;
}

void Checks::check_matter(db::Reader& in, const NaiveBarrier& barrier, RegionId region, MatterId id) {
  const auto matter = matters::find_matter(in, region, id);
  expect(matter.has_value(), "nothing-lost", "matter " + to_string(id) + " is gone");
  const Accused accused = barrier.accused_by(in, region, id);
  check_nothing_lost(world_, in, *matter);
  check_barrier_of(world_, in, barrier, accused, *matter);
  check_decisions(world_, in, *matter);
  check_ratings_apart(world_, in, *matter);
  check_dates(world_, in, *matter);
  const auto digest = in.query(
      "SELECT after_digest FROM journal WHERE region = $1 AND subject_kind = 'matter' AND subject = $2 ORDER BY seq "
      "DESC LIMIT 1",
      {region, id});
  expect(!digest.empty() && digest.row(0).blob(0) == world_.ctx().digest_of_matter(in, region, id), "journal",
         name_of(*matter) + " is not as its last act left it");
  accused_[id] = accused;
}

void Checks::after_step(bool by_the_program) {
  world_.ctx().store.read([&](db::Reader& in) {
    Touched touched = read_new_acts(in);
    if (touched.register_changed)
      for (const auto row : in.query("SELECT DISTINCT region, matter FROM party"))
        touched.matters.insert({row.id<RegionId>(0), row.id<MatterId>(1)});
    if (!world_.raised.empty()) {
      const Acknowledged& one = world_.any(world_.raised);
      touched.matters.insert({one.region, one.id});
    }
    const NaiveBarrier barrier(in, world_.ctx().rulebook, world_.ctx().today());
    for (const auto& [region, matter] : touched.matters) check_matter(in, barrier, region, matter);
    if (world_.chance(30)) check_views_of(world_, in, barrier, world_.any(world_.people), Depth::glance);
    if (!by_the_program) return;
    for (const auto& [id, standing] : before_job_)
      expect(standings(in).at(id) == standing, "counters-remind", "a job decided about matter " + to_string(id));
  });
  if (world_.chance(10)) check_commands_of_barred(world_);
}

void Checks::sweep(bool jobs_have_run) {
  world_.ctx().store.read([&](db::Reader& in) {
    const NaiveBarrier barrier(in, world_.ctx().rulebook, world_.ctx().today());
    for (const auto row : in.query("SELECT region, id FROM matter"))
      check_matter(in, barrier, row.id<RegionId>(0), row.id<MatterId>(1));
    for (const Acknowledged& one : world_.raised)
      expect(matters::find_matter(in, one.region, one.id).has_value(), "nothing-lost", one.code + " is gone");
    for (int i = 0; i < 12; ++i) check_views_of(world_, in, barrier, world_.any(world_.people), Depth::thorough);
    check_public_views(world_, in);
    check_identity_apart(world_, in);
    check_nobody_scored(world_, in);
    check_journal(world_, in);
    check_search_rebuilt(world_, in);
    if (jobs_have_run) check_data_end(world_, in);
  });
  if (jobs_have_run) check_bars_rebuilt(world_);
  check_standing_rebuilt(world_);
}

}  // namespace massline::sim
