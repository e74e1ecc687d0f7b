#include "duties/board.h"

#include "activities/activity_table.h"
#include "registry/units.h"

namespace massline::duties {

using standing::Ower;

namespace {

constexpr int page_size = 10'000;

void must(const Result<Done>& done) {
  if (!done) throw Fault("the standing can't be built: " + done.error().text(Language::en));
}

}  // namespace

std::vector<Stands> Board::standings_of(std::vector<Owes> owes) const {
  std::vector<Stands> out;
  for (Owes& one : owes) {
    auto found = standing->standing_of(one.ower, one.at);
    out.push_back({std::move(one), found ? std::move(*found) : standing::OwerStanding{}});
  }
  return out;
}

std::vector<Stands> Board::of_person(PersonId person) const {
  const std::shared_lock lock(mutex_);
  return standings_of(places_.of_person(person));
}

std::vector<Stands> Board::in_unit(standing::UnitRow unit) const {
  const std::shared_lock lock(mutex_);
  return standings_of(places_.in_unit(unit));
}

std::optional<standing::UnitRow> Board::row_of(UnitId unit) const {
  const auto row = standing->row_of(unit.value);
  return row && !standing->has_closed(*row) ? row : std::nullopt;
}

std::vector<HeldActivity> held_activities(const Context& ctx, db::Reader& in, Date date, Classes& classes) {
  std::vector<HeldActivity> out;
  for (const RegionId region : registry::regions(in)) {
    ActivityId after{};
    while (true) {
      const auto page = activities::activities_after(in, region, after, page_size);
      for (const activities::Activity& activity : page) {
        after = activity.id;
        if (ctx.zone.date_of(activity.from) + counted_days < date) continue;
        Counted counted = counted_of(ctx, in, classes, activity);
        if (!counted.parts.empty()) out.push_back({activity.id, std::move(counted)});
      }
      if (page.size() < static_cast<std::size_t>(page_size)) break;
    }
  }
  return out;
}

Result<std::shared_ptr<const standing::Plan>> compile_duties(std::vector<rulebook::Duty> duties,
                                                             const RegisterRows& rows, const Classes& classes) {
  standing::PlanInput input;
  input.duties = std::move(duties);
  input.date = rows.date;
  for (const Ower ower : standing::all_owers) {
    const auto i = static_cast<std::size_t>(ower);
    input.classes[i] = rows.classes[i].all();
  }
  for (const auto& values : classes.all()) input.activity_classes.push_back({values});
  return standing::Plan::compile(std::move(input));
}

std::vector<standing::Participation> who_took_part(const standing::Standing& standing, const Places& places,
                                                   const Counted& counted) {
  std::vector<standing::Participation> out;
  for (const Counted::Part& part : counted.parts) {
    if (part.person == 0) {
      const auto row = standing.row_of(counted.unit);
      if (row && !standing.has_closed(*row)) out.push_back(counted.worth(part, Ower::unit, {*row, 0}));
      continue;
    }
    for (const Owes& owes : places.of_person(PersonId{part.person}))
      out.push_back(counted.worth(part, owes.ower, owes.at));
  }
  return out;
}

std::shared_ptr<Board> build_board(const std::shared_ptr<const standing::Plan>& plan, const RegisterRows& rows,
                                   std::span<const HeldActivity> activities) {
  standing::StandingOptions options;
  options.date = rows.date;
  for (std::size_t i = 0; i < rows.owers.size(); ++i) options.expected_owers[i] = rows.owers[i].size();
  standing::StandingBuilder builder(plan, rows.nodes, options);
  auto board = std::make_shared<Board>();
  Places places;
  for (const Ower ower : standing::all_owers) {
    std::vector<standing::OwerRow> owers;
    for (const OwerFactsRow& row : rows.owers[static_cast<std::size_t>(ower)]) {
      owers.push_back({row.at, row.ower_class});
      if (const auto event = event_of(ower, row)) builder.add_events(ower, row.at, std::span(&*event, 1));
      places.put({ower, row.id, row.person, row.at, row.ower_class, row.kind});
    }
    must(builder.add_owers(ower, owers));
  }
  for (const HeldActivity& held : activities) {
    const auto who = who_took_part(builder.standing(), places, held.counted);
    builder.add_activity({held.counted.date, who});
  }
  board->standing = builder.finish();
  board->change_places([&](standing::Standing&, Places& into) { into = std::move(places); });
  return board;
}

}  // namespace massline::duties
