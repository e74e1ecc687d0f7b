#include "duties/board.h"

#include "activities/activity_table.h"
#include "registry/units.h"

namespace massline::duties {

using standing::Ower;

namespace {

constexpr int page_size = 10'000;
/// A period is a year at most, and a window after joining opens at most as long before today.
constexpr std::chrono::days counted_days{3 * 366};

void must(const Result<Done>& done) {
  if (!done) throw Fault("the standing can't be built: " + done.error().text(Language::en));
}

}  // namespace

std::vector<HeldActivity> held_activities(const Context& ctx, db::Reader& in, const RegisterRows& rows,
                                          Classes& classes) {
  std::vector<HeldActivity> out;
  for (const RegionId region : registry::regions(in)) {
    ActivityId after{};
    while (true) {
      const auto page = activities::activities_after(in, region, after, page_size);
      for (const activities::Activity& activity : page) {
        after = activity.id;
        if (ctx.zone.date_of(activity.from) + counted_days < rows.date) continue;
        Counted counted = participations(ctx, in, rows, classes, activity);
        if (!counted.who.empty()) out.push_back({activity.id, std::move(counted)});
      }
      if (page.size() < static_cast<std::size_t>(page_size)) break;
    }
  }
  return out;
}

Result<std::shared_ptr<const standing::Plan>> compile_duties(std::vector<rulebook::Duty> duties, const RegisterRows& rows,
                                                             const Classes& classes) {
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

std::unique_ptr<standing::Standing> build_standing(const std::shared_ptr<const standing::Plan>& plan,
                                                   const RegisterRows& rows,
                                                   std::span<const HeldActivity> activities) {
  standing::StandingOptions options;
  options.date = rows.date;
  for (std::size_t i = 0; i < rows.owers.size(); ++i) options.expected_owers[i] = rows.owers[i].size();
  standing::StandingBuilder builder(plan, rows.nodes, options);
  for (const Ower ower : standing::all_owers) {
    std::vector<standing::OwerRow> owers;
    for (const OwerFactsRow& row : rows.owers[static_cast<std::size_t>(ower)]) {
      owers.push_back({row.at, row.ower_class});
      if (ower == Ower::unit) continue;
      const standing::EventDate since{ower == Ower::member ? rulebook::DutyPeriod::Event::joining
                                                            : rulebook::DutyPeriod::Event::taking_post,
                                      row.since};
      builder.add_events(ower, row.at, std::span(&since, 1));
    }
    must(builder.add_owers(ower, owers));
  }
  for (const HeldActivity& held : activities) builder.add_activity({held.counted.date, held.counted.who});
  return builder.finish();
}

}  // namespace massline::duties
