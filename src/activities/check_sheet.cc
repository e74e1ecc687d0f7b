#include <algorithm>
#include <optional>
#include <set>

#include "activities/activity_checks.h"
#include "activities/busy.h"
#include "activities/refusals.h"
#include "base/refusals.h"
#include "registry/people.h"

namespace massline::activities {

namespace {

constexpr std::size_t reason_length = 100;

Refusal refusal_of(const Message& message, Parameters parameters = {}) {
  return refuse(message, std::move(parameters)).value();
}

Refusal elsewhere(const Context& ctx, const Activity& other) {
  const rulebook::ActivityKind* kind = ctx.rulebook.activity(other.kind);
  const rulebook::LocalText title = kind == nullptr ? rulebook::LocalText{other.kind, other.kind} : kind->title;
  return refusal_of(refusals::elsewhere,
                    {{"kind", title.en}, {"kind.zh", title.zh}, {"from", ctx.zone.wall_time(other.from)}});
}

class SheetCheck {
 public:
  SheetCheck(Context& ctx, db::Reader& in, const registry::Unit& unit, const Activity& activity,
             const std::vector<PersonId>& roster)
      : ctx_(ctx), in_(in), unit_(unit), activity_(activity), on_(ctx.zone.date_of(activity.from)) {
    for (const PersonId person : roster) out_.attendance.members.push_back({person, Presence::absent, {}});
  }

  CheckedSheet run(const std::vector<SheetRow>& sheet) {
    std::vector<SheetRow> rows;
    for (const SheetRow& row : sheet)
      if (auto kept = checked_alone(row)) rows.push_back(std::move(*kept));
    std::set<PersonId> there, guests;
    for (const SheetRow& row : rows) {
      if (was_there(row.presence)) there.insert(row.person);
      if (member(row.person) == nullptr) guests.insert(row.person);
    }
    const auto busy = busy_at(ctx_, in_, activity_, there, guests);
    for (const SheetRow& row : rows) {
      const auto other = busy.find(row.person);
      if (was_there(row.presence) && other != busy.end()) {
        report(row, elsewhere(ctx_, other->second));
        continue;
      }
      ++out_.kept;
      keep(row);
    }
    finish();
    return std::move(out_);
  }

 private:
  void report(const SheetRow& row, Refusal refusal) {
    out_.problems.push_back({row.row, row.person, std::move(refusal)});
  }

  Mark* member(PersonId person) {
    auto& members = out_.attendance.members;
    const auto found = std::lower_bound(members.begin(), members.end(), person,
                                        [](const Mark& mark, PersonId id) { return mark.person < id; });
    return found == members.end() || found->person != person ? nullptr : &*found;
  }

  /// The row with its reason in order, or nothing after a report.
  std::optional<SheetRow> checked_alone(SheetRow row) {
    if (!seen_.insert(row.person).second) {
      report(row, refusal_of(refusals::twice));
      return std::nullopt;
    }
    if (member(row.person) == nullptr) {
      if (ground_.empty()) ground_ = ground_of(in_, unit_);
      if (!row.person || !belongs_to_ground(in_, ground_, row.person, on_)) {
        const bool known = row.person && registry::find_person(in_, row.person);
        report(row, known ? refusal_of(refusals::not_member, {{"date", to_string(on_)}})
                          : refusal_of(refusals::person_unknown));
        return std::nullopt;
      }
    }
    if (row.presence != Presence::excused) {
      row.reason.clear();
      return row;
    }
    auto reason = checked_line("reason", row.reason, reason_length, false);
    if (!reason || reason->empty()) {
      report(row, reason ? refusal_of(refusals::reason_missing) : reason.error());
      return std::nullopt;
    }
    row.reason = std::move(*reason);
    return row;
  }

  void keep(const SheetRow& row) {
    if (Mark* mark = member(row.person)) {
      mark->presence = row.presence;
      mark->reason = row.reason;
    } else if (row.presence != Presence::absent) {
      // That somebody who is no member was not there says nothing.
      out_.attendance.guests.push_back({row.person, row.presence, row.reason});
    }
  }

  void finish() {
    auto& guests = out_.attendance.guests;
    std::sort(guests.begin(), guests.end(), [](const Mark& a, const Mark& b) { return a.person < b.person; });
    for (const Mark& guest : guests) out_.others.push_back(guest.person);
    const PersonId leader = activity_.leader;
    const bool is_guest = std::find(out_.others.begin(), out_.others.end(), leader) != out_.others.end();
    if (leader && !is_guest && member(leader) == nullptr) out_.others.push_back(leader);
    std::stable_sort(out_.problems.begin(), out_.problems.end(),
                     [](const RowProblem& a, const RowProblem& b) { return a.row < b.row; });
  }

  Context& ctx_;
  db::Reader& in_;
  const registry::Unit& unit_;
  const Activity& activity_;
  Date on_;
  std::string ground_;
  std::set<PersonId> seen_;
  CheckedSheet out_;
};

}  // namespace

CheckedSheet check_sheet(Context& ctx, db::Reader& in, const registry::Unit& unit, const Activity& activity,
                         const std::vector<PersonId>& roster, const std::vector<SheetRow>& sheet) {
  return SheetCheck(ctx, in, unit, activity, roster).run(sheet);
}

}  // namespace massline::activities
