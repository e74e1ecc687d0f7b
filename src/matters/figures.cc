#include "matters/figures.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "base/refusals.h"
#include "matters/list_parts.h"
#include "matters/shown_appraisals.h"
#include "matters/shown_counts.h"
#include "registry/units.h"
#include "rulebook/citation.h"

namespace massline::matters {

namespace {

constexpr int below_at_most = 200;

/// Counts as they are, by the parts of the days.
struct Tally {
  using Counts = std::vector<std::int64_t>;
  explicit Tally(std::size_t parts)
      : received(parts), open(parts), answered(parts), answered_in_time(parts), late(parts) {}

  Counts received, open, answered, answered_in_time, late;
};
constexpr std::array tally_columns = {&Tally::received, &Tally::open, &Tally::answered, &Tally::answered_in_time,
                                      &Tally::late};

std::int64_t quarter_of(Date date) {
  const std::chrono::year_month_day day{date};
  return static_cast<int>(day.year()) * 4 + static_cast<int>((static_cast<unsigned>(day.month()) - 1) / 3);
}

Date first_of_quarter(Date date) {
  const std::chrono::year_month_day day{date};
  const unsigned month = (static_cast<unsigned>(day.month()) - 1) / 3 * 3 + 1;
  return Date{day.year() / std::chrono::month(month) / std::chrono::day(1)};
}

Date last_of_quarter(Date date) {
  const std::chrono::year_month_day first{first_of_quarter(date)};
  return Date{(first.year() / first.month() + std::chrono::months(2)) / std::chrono::last};
}

/// What of the tables belongs to the figures of one unit.
struct Scope {
  Context& ctx;
  db::Reader& in;
  registry::Unit unit;
  Date from, to;
  CountedDays days;

  std::int64_t child_length() const { return static_cast<std::int64_t>(unit.path.size() + registry::path_step); }

  /// To follow FROM: the matters m that were raised since the days of the count began, with the path of their unit.
  /// Those that accuse somebody or are confidential are not among them: whoever may list all others could take these
  /// figures and count how many there are.
  std::string matters(Where& where) const {
    return "(" +
           rows_of_units(where, in, unit.path, "matter",
                         "r.id, r.procedure, r.procedure_from, r.state, r.next_due, r.raised_at",
                         "r.confidential = 0 AND NOT EXISTS (SELECT 1 FROM bar WHERE bar.region = r.region AND "
                         "bar.matter = r.id)",
                         "raised_at", days.starts().front(), days.end()) +
           ") AS m";
  }
  /// The number of the part in which alias m was raised.
  std::string part(Where& where) const {
    std::string out = "CASE";
    for (std::size_t next = 1; next < days.parts(); ++next)
      out += " WHEN m.raised_at < " + where.bind(days.starts()[next]) + " THEN " + std::to_string(next - 1);
    return out + " ELSE " + std::to_string(days.parts() - 1) + " END";
  }
};

const std::string first_answer =
    " LEFT JOIN answer a ON a.region = m.region AND a.matter = m.id AND a.entry = (SELECT MIN(f.entry) FROM answer f "
    "WHERE "
    "f.region = m.region AND f.matter = m.id) ";

/// By the path of the child that they lie at or below; the unit's own under its own path.
std::map<std::string, Tally> tallies(const Scope& scope) {
  Where where;
  const std::string now = where.bind(scope.ctx.clock.now());
  const std::string part = scope.part(where);
  const std::string matters = scope.matters(where);
  const std::string child = "substr(m.path, 1, " + std::to_string(scope.child_length()) + ")";
  const std::string past_due = "(m.state = 0 AND m.next_due < " + now + ")";
  const std::string sql =
      "SELECT child, part, COUNT(*), SUM(is_open), COUNT(answer), SUM(in_time), SUM(late) FROM (SELECT " + child +
      " AS child, " + part +
      " AS part, CASE WHEN m.state = 0 THEN 1 ELSE 0 END AS is_open, a.entry AS answer, "
      "CASE WHEN a.in_time = 1 THEN 1 ELSE 0 END AS in_time, CASE WHEN " +
      past_due + " OR a.in_time = 0 THEN 1 ELSE 0 END AS late FROM " + matters + first_answer +
      ") AS counted GROUP BY child, part";
  std::map<std::string, Tally> out;
  for (const auto row : scope.in.query(sql, where.parameters())) {
    Tally& tally = out.try_emplace(row.text(0), scope.days.parts()).first->second;
    for (std::size_t column = 0; column < tally_columns.size(); ++column)
      (tally.*tally_columns[column])[static_cast<std::size_t>(row.integer(1))] =
          row.integer(static_cast<int>(column) + 2);
  }
  return out;
}

/// Of those that fill whole fives: one more that fills none must not move it. `answered`: by part.
std::optional<double> median_days(const Scope& scope, const Tally::Counts& answered) {
  const Cell count = scope.days.shown(answered);
  if (!count) return std::nullopt;
  Where where;
  const std::string part = scope.part(where);
  const std::string matters = scope.matters(where);
  std::string counted;
  for (std::size_t at = 0; at < scope.days.parts(); ++at) {
    const auto [after, last] = scope.days.counted(answered, at);
    counted += (at == 0 ? "(part = " : " OR (part = ") + std::to_string(at) + " AND place > " + where.bind(after) +
               " AND place <= " + where.bind(last) + ")";
  }
  const std::int64_t middle = *count % 2 == 1 ? 1 : 2;
  const std::string sql = "SELECT took FROM (SELECT a.at - m.raised_at AS took, " + part +
                          " AS part, ROW_NUMBER() OVER (PARTITION BY " + part +
                          " ORDER BY m.raised_at, m.id) AS place FROM " + matters + first_answer +
                          "WHERE a.entry IS NOT NULL) AS answered WHERE " + counted + " ORDER BY took LIMIT " +
                          where.bind(middle) + " OFFSET " + where.bind((*count - 1) / 2);
  const db::Rows rows = scope.in.query(sql, where.parameters());
  double sum = 0;
  for (const auto row : rows) sum += static_cast<double>(row.integer(0));
  const double days = sum / static_cast<double>(rows.size()) / static_cast<double>(ms_per_day);
  return std::round(days * 10) / 10;
}

/// The steps that answer what a person asked a higher unit to look at.
std::set<std::string> review_steps(const rulebook::Procedure& procedure) {
  std::set<std::string> stages, out;
  for (const rulebook::Step& step : procedure.steps) {
    const bool higher = std::any_of(step.effects.begin(), step.effects.end(), [](const rulebook::Effect& effect) {
      return effect.kind == rulebook::EffectKind::route && effect.route.kind == rulebook::RouteKind::higher;
    });
    if (step.by.raiser && higher) stages.insert(step.to);
  }
  for (const rulebook::Step& step : procedure.steps)
    if (step.has(rulebook::EffectKind::answer) &&
        std::any_of(step.from.begin(), step.from.end(),
                    [&](const std::string& stage) { return stages.contains(stage); }))
      out.insert(step.id);
  return out;
}

/// A review that offers to uphold changes whatever it does not uphold; another one changes what it decides otherwise.
bool is_changed(const rulebook::Procedure& procedure, const std::string& step_id, const std::string& decision,
                const std::string& first_decision) {
  const rulebook::Step* step = procedure.step(step_id);
  const rulebook::Ask* ask = step == nullptr ? nullptr : step->ask("decision");
  if (ask == nullptr || decision.empty()) return false;
  const bool upholds = std::any_of(ask->choices.begin(), ask->choices.end(),
                                   [](const rulebook::NamedChoice& choice) { return choice.id == "upheld"; });
  return upholds ? decision != "upheld" : decision != first_decision;
}

struct Reviews {
  Cell reviewed, changed;
};

Reviews reviews(const Scope& scope) {
  Where where;
  const std::string sql =
      "SELECT m.id, m.procedure, m.procedure_from, n.step, n.decision, a.decision, m.raised_at FROM " +
      scope.matters(where) + first_answer +
      "JOIN answer n ON n.region = m.region AND n.matter = m.id AND n.entry > a.entry";
  std::map<std::pair<std::string, Date>, std::set<std::string>> steps_of;
  std::set<MatterId> reviewed, changed;
  std::vector<std::int64_t> reviewed_by_part(scope.days.parts()), changed_by_part(scope.days.parts());
  for (const auto row : scope.in.query(sql, where.parameters())) {
    const rulebook::Procedure* procedure = scope.ctx.rulebook.procedure_version(row.text(1), row.date(2));
    if (procedure == nullptr) continue;
    const auto known = steps_of.find({procedure->id, row.date(2)});
    const auto& steps =
        known != steps_of.end()
            ? known->second
            : steps_of.emplace(std::pair(procedure->id, row.date(2)), review_steps(*procedure)).first->second;
    if (!steps.contains(row.text(3))) continue;
    const std::size_t part = scope.days.part_of(row.instant(6)).value();
    if (reviewed.insert(row.id<MatterId>(0)).second) ++reviewed_by_part[part];
    if (is_changed(*procedure, row.text(3), row.text_or_empty(4), row.text_or_empty(5)) &&
        changed.insert(row.id<MatterId>(0)).second)
      ++changed_by_part[part];
  }
  return {scope.days.shown(reviewed_by_part), scope.days.shown(changed_by_part)};
}

/// Appraisals given in the quarters that the days touch, as far as they may be shown.
ShownAppraisals appraisals(const Scope& scope) {
  const int size = std::max(scope.ctx.rulebook.appraisals_shown_from, static_cast<int>(least_shown));
  Where where;
  const std::string rows = rows_of_units(
      where, scope.in, scope.unit.path, "appraisal", "r.at, r.solved, r.satisfied, r.matter, r.entry", "1 = 1", "at",
      scope.ctx.zone.start_of(first_of_quarter(scope.from)), scope.ctx.zone.end_of(last_of_quarter(scope.to)));
  ShownAppraisals out(size, quarter_of(scope.ctx.today()));
  for (const auto row : scope.in.query(
           "SELECT p.path, p.at, p.solved, p.satisfied FROM (" + rows + ") AS p ORDER BY p.at, p.matter, p.entry",
           where.parameters()))
    out.add(row.text(0), quarter_of(scope.ctx.zone.date_of(row.instant(1))), row.text(2) == "yes", row.integer(3));
  out.finish();
  return out;
}

/// Of whole batches, each of five and more people: the number who say so is theirs together.
Cell solved_of(const AppraisalSums& appraised) {
  const bool few = appraised.count == 0 || (appraised.solved > 0 && appraised.solved < least_shown);
  return few ? Cell() : Cell(appraised.solved);
}

FiguresRow row_of(const Scope& scope, const registry::Unit& unit, const Tally& tally, const AppraisalSums& appraised,
                  Language language) {
  FiguresRow row;
  row.unit = {unit.id, unit.name_in(language), unit.kind};
  row.received = scope.days.shown(tally.received);
  row.open = scope.days.shown(tally.open);
  row.answered = scope.days.shown(tally.answered);
  row.answered_in_time = scope.days.shown(tally.answered_in_time);
  row.late = scope.days.shown(tally.late);
  row.appraisals = appraised.count == 0 ? Cell() : Cell(appraised.count);
  row.solved = solved_of(appraised);
  return row;
}

std::string how_counted(const rulebook::Rulebook& rulebook, Language language) {
  const std::string shown_from =
      std::to_string(std::max(rulebook.appraisals_shown_from, static_cast<int>(least_shown)));
  const std::string source = rulebook::citation_in(rulebook.appraisals_source.text(), language);
  if (language == Language::zh)
    return "统计在所选日期内提出、现由本单位及其下级承办的事项；保密事项和反映单位、人员问题的事项不计入，以免据此推知"
           "其件数。"
           "“已答复”指已作出首次答复；“超期”指目前已超过期限，或者首次答复超过期限。"
           "件数按整五件显示：按提出先后每满五件计一次，计入满五件的当天，每年重新起算；不满五件不显示，也无法用其他单"
           "位、"
           "日期的数字推算出来。"
           "评价统计所选日期所在季度内作出的评价，各单位每满" +
           shown_from +
           "件公布一次；季度结束后，不足一批的在上一级单位合并成批后公布，因此看不到、也推算不出任何单个评价（" +
           source + "）。";
  return "Matters raised on these days that this unit, or one below it, answers for now; without confidential ones and "
         "those that accuse somebody, so that nobody can work out how many there are. Answered: has a first answer. "
         "Late: past a date now, or first answered after it. Counts are in whole fives: matters fill them in the order "
         "in "
         "which they were raised, each year anew, and a five counts on the day that fills it. Fewer are not shown, and "
         "can't be worked out from other units or days. Appraisals are those given in the quarters that the days "
         "touch, in each "
         "unit's batches of " +
         shown_from +
         "; once a quarter is over, what fills no batch is put together with the same of other units at the unit "
         "above. "
         "So no single one can be told, nor worked out (" +
         source + ").";
}

std::vector<registry::Unit> units_below(db::Reader& in, const registry::Unit& unit, Date on) {
  std::vector<registry::Unit> out;
  for (registry::ChildUnit& child : registry::children(in, unit, on, {}, below_at_most).units)
    out.push_back(std::move(child.unit));
  return out;
}

}  // namespace

Result<Figures> figures_of(Context& ctx, db::Reader& in, UnitId id, Date from, Date to, Language language) {
  auto unit = registry::find_unit(in, id);
  if (!unit) return refuse(massline::refusals::not_found);
  const Scope scope{ctx, in, *unit, from, to, CountedDays(from, std::min(to, ctx.today()), ctx.zone)};
  Figures figures;
  figures.counted_at = ctx.clock.now();
  figures.from = from;
  figures.to = to;
  figures.shown_from = std::max(ctx.rulebook.appraisals_shown_from, static_cast<int>(least_shown));
  figures.how = how_counted(ctx.rulebook, language);

  const std::map<std::string, Tally> by_child = tallies(scope);
  const ShownAppraisals appraised = appraisals(scope);
  const Tally none(scope.days.parts());
  Tally total = none;
  for (const auto& [path, tally] : by_child)
    for (const auto column : tally_columns)
      for (std::size_t part = 0; part < scope.days.parts(); ++part) (total.*column)[part] += (tally.*column)[part];
  const AppraisalSums of_unit = appraised.of(unit->path);
  figures.total = row_of(scope, *unit, total, of_unit, language);
  figures.median_days = median_days(scope, total.answered);
  const Reviews found = reviews(scope);
  figures.reviewed = found.reviewed;
  figures.changed_on_review = found.changed;
  figures.mean_satisfied = of_unit.mean_satisfied();

  for (const registry::Unit& child : units_below(in, *unit, ctx.today())) {
    const auto tally = by_child.find(child.path);
    figures.below.push_back(
        row_of(scope, child, tally == by_child.end() ? none : tally->second, appraised.of(child.path), language));
  }
  return figures;
}

}  // namespace massline::matters
