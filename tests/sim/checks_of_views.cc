// What people are shown: to each their own, and of what they are kept from not a trace.
#include <algorithm>
#include <array>
#include <map>

#include "channels/open311.h"
#include "matters/attachments.h"
#include "matters/codes.h"
#include "matters/figures.h"
#include "matters/matter_commands.h"
#include "matters/matter_lists.h"
#include "matters/matter_table.h"
#include "registry/people.h"
#include "registry/units.h"
#include "sim/checks.h"
#include "sim/invariant.h"

namespace massline::sim {

namespace {

using matters::Matter;
using Ids = std::set<MatterId>;

std::vector<Matter> all_matters(db::Reader& in) {
  std::vector<Matter> out;
  for (const auto row : in.query("SELECT " + matters::matter_columns + " FROM matter m ORDER BY m.region, m.id"))
    out.push_back(matters::matter_of(row));
  return out;
}

std::vector<Matter> matters_with_accused(db::Reader& in) {
  std::vector<Matter> out;
  for (const auto row : in.query("SELECT " + matters::matter_columns +
                                 " FROM matter m WHERE EXISTS (SELECT 1 FROM party p WHERE p.region = m.region AND "
                                 "p.matter = m.id AND p.role = 'accused') ORDER BY m.region, m.id"))
    out.push_back(matters::matter_of(row));
  return out;
}

/// One viewer's look at everything there is.
class Look {
 public:
  Look(World& world, db::Reader& in, const NaiveBarrier& barrier, const AccusedBy& accused, PersonId person)
      : world_(world), in_(in), viewer_(registry::viewer_of(in, person, world.ctx().today())) {
    for (const auto& [id, by_it] : accused)
      if (!by_it.nobody() && barrier.is_barred(person, by_it)) barred_ids_.insert(id);
    for (const MatterId id : barred_ids_) barred_.push_back(*matters::find_matter(in, id));
  }

  const std::vector<Matter>& barred() const { return barred_; }

  void at_lists() {
    std::map<matters::Box, std::int64_t> totals;
    for (const auto box :
         {matters::Box::unit, matters::Box::mine, matters::Box::escalated, matters::Box::sent, matters::Box::below}) {
      const auto page = matters::inbox(ctx(), in_, viewer_, {.box = box, .limit = 200}, Language::en);
      show(page->items, "inbox");
      totals[box] = page->total;
      for (const matters::MatterSummary& one : page->items) boxes_[box].insert(one.id);
    }
    for (const matters::BoxCount& count : matters::inbox_counts(ctx(), in_, viewer_))
      expect(count.open == totals.at(count.box), "accused-barrier", "a box counts what it does not show");
    found_ = found({});
  }

  void at_barred(const Matter& matter) {
    expect(!matters::matter_detail(ctx(), in_, viewer_, matter.id, Language::en), "accused-barrier",
           who() + " reads it");
    expect(!matters::denied_steps(ctx(), in_, viewer_, matter.id, Language::en), "accused-barrier",
           who() + " is told what they may not do with it");
    expect(!matters::find_by_code(ctx(), in_, viewer_, matter.code), "accused-barrier",
           who() + " finds it by its code");
    expect(found({.text = matter.code}).empty(), "accused-barrier", who() + " finds it by searching for its code");
    std::string text = matter.title;
    for (const matters::Similar& one : matters::similar_for_staff(
             ctx(), in_, viewer_, {.text = text, .place = matter.place, .topic = matter.topic}, Language::en))
      show({one.matter}, "the similar ones");
    for (const matters::Attachment& file : matters::attachments_of(in_, matter.region, matter.id))
      expect(!matters::find_attachment(ctx(), in_, viewer_, matter.id, file.id), "accused-barrier",
             who() + " gets a file of it");
  }

  /// What the viewer may read of all there is, by the naive barrier and by access without its bars.
  void at_everything(const std::vector<Matter>& all) {
    Ids expected, exported;
    for (const Matter& matter : all) {
      access::MatterFacts facts = matters::facts_of(in_, matter);
      facts.barred_paths.clear();
      facts.barred_persons.clear();
      if (!barred_ids_.contains(matter.id) && access::may_read(ctx().rulebook, viewer_, facts))
        expected.insert(matter.id);
    }
    std::ignore = matters::each_matter(ctx(), in_, viewer_, {}, Language::en, 100'000,
                                       [&](const matters::MatterSummary& one) { exported.insert(one.id); });
    for (const MatterId id : exported)
      expect(expected.contains(id), "accused-barrier", who() + " exports matter " + to_string(id));
    expect(found_ == exported || found_.size() == 200, "accused-barrier", "an export and a search differ");
    exported_ = std::move(exported);
    expected_ = std::move(expected);
  }

  /// Once the jobs have run nobody is kept from more than they must.
  void at_what_is_kept() const {
    expect(exported_ == expected_, "accused-barrier", who() + " is not shown all that they may read");
  }

  /// Each box holds what of all that they may read is open and belongs there.
  void at_boxes(const std::vector<Matter>& all) {
    std::map<matters::Box, Ids> boxes;
    for (const Matter& matter : all) {
      if (matter.state != matters::MatterState::open || !exported_.contains(matter.id)) continue;
      if (matter.handler == viewer_.person) boxes[matters::Box::mine].insert(matter.id);
      const std::string path = matters::facts_of(in_, matter).unit_path;
      for (const access::HeldPost& post : viewer_.posts) {
        const rulebook::PostKind& kind = *ctx().rulebook.post(post.kind);
        const bool below = kind.can(rulebook::Capability::read_subtree);
        if (below && path.starts_with(post.unit_path)) boxes[matters::Box::below].insert(matter.id);
        if (!below && !kind.can(rulebook::Capability::read_unit)) continue;
        if (matter.unit == post.unit) boxes[matters::Box::unit].insert(matter.id);
        if (matter.sender == post.unit) boxes[matters::Box::sent].insert(matter.id);
        if (matter.escalated == post.unit) boxes[matters::Box::escalated].insert(matter.id);
      }
    }
    for (const auto& [box, shown] : boxes_)
      expect(shown == boxes[box] || shown.size() == 200, "nothing-lost",
             "the box " + std::string(matters::box_name(box)) + " of " + who() + " is not what belongs there");
  }

  /// Readable matters speak of others: their codes must not be those that the viewer is kept from.
  void at_timelines() {
    for (const MatterId id : found_) {
      if (!world_.chance(15)) continue;
      const auto detail = matters::matter_detail(ctx(), in_, viewer_, id, Language::en);
      for (const matters::LinkView& link : detail->links)
        expect(!barred_ids_.contains(link.id), "accused-barrier", who() + " sees a link to it");
      for (const matters::EntryView& entry : detail->entries)
        for (const matters::FieldView& field : entry.fields) at_text(field.value);
    }
  }

 private:
  Context& ctx() { return world_.ctx(); }
  std::string who() const { return "person " + to_string(viewer_.person); }

  void show(const std::vector<matters::MatterSummary>& items, const char* where) {
    for (const matters::MatterSummary& one : items)
      expect(!barred_ids_.contains(one.id), "accused-barrier", who() + " sees " + one.code + " in " + where);
  }
  Ids found(const matters::MatterQuery& asked) {
    matters::MatterQuery query = asked;
    query.limit = 200;
    const auto page = matters::find_matters(ctx(), in_, viewer_, query, Language::en);
    show(page->items, "a search");
    Ids out;
    for (const matters::MatterSummary& one : page->items) out.insert(one.id);
    expect(page->total == std::ssize(page->items) || page->items.size() == 200, "accused-barrier",
           "a search counts what it does not show");
    return out;
  }
  void at_text(const std::string& text) const {
    for (const Matter& matter : barred_)
      expect(text != matter.code, "accused-barrier", who() + " reads the code of " + name_of(matter));
  }

  World& world_;
  db::Reader& in_;
  access::Viewer viewer_;
  std::vector<Matter> barred_;
  Ids barred_ids_, found_, exported_, expected_;
  std::map<matters::Box, Ids> boxes_;
};

/// Counts, in whole fives; so no sum or difference of them is from one to four, wherever and whenever they were seen.
constexpr std::array counted_columns = {&matters::FiguresRow::received, &matters::FiguresRow::open,
                                        &matters::FiguresRow::answered, &matters::FiguresRow::answered_in_time,
                                        &matters::FiguresRow::late,     &matters::FiguresRow::appraisals};

void check_count(matters::Cell count) {
  expect(!count || (*count > 0 && *count % 5 == 0), "closed-not-solved",
         "a figure from one to four is shown or can be worked out");
}

void check_row(const matters::FiguresRow& row) {
  for (const auto column : counted_columns) check_count(row.*column);
}

/// The figures of every unit for these days: a unit's own page and the one above it show the same.
void check_figures(World& world, db::Reader& in, Date from, Date to) {
  std::map<UnitId, matters::FiguresRow> own, in_breakdown;
  for (const UnitId unit : world.units) {
    const auto figures = matters::figures_of(world.ctx(), in, unit, from, to, Language::en);
    check_row(figures->total);
    check_count(figures->reviewed);
    check_count(figures->changed_on_review);
    own.emplace(unit, figures->total);
    for (const matters::FiguresRow& row : figures->below) {
      check_row(row);
      in_breakdown.emplace(row.unit.id, row);
    }
  }
  for (const auto& [unit, row] : in_breakdown)
    if (const auto page = own.find(unit); page != own.end())
      for (const auto column : counted_columns)
        expect(row.*column == page->second.*column, "closed-not-solved", "two pages show different figures of a unit");
}

/// The result of a command, as somebody sees it.
template <class T>
std::string words_of(const Result<T>& result) {
  if (result) return "done";
  const Refusal& refusal = result.error();
  return std::string(refusal.message->key) + " " + refusal.text(Language::en) + " " + refusal.rule + " " +
         refusal.field;
}

}  // namespace

void check_views_of(World& world, db::Reader& in, const NaiveBarrier& barrier, const AccusedBy& accused,
                    PersonId person, Depth depth) {
  Look look(world, in, barrier, accused, person);
  if (depth == Depth::glance && look.barred().empty()) return;
  look.at_lists();
  for (const Matter& matter : look.barred())
    if (depth != Depth::glance || world.chance(20)) look.at_barred(matter);
  look.at_timelines();
  if (depth == Depth::glance) return;
  const std::vector<Matter> all = all_matters(in);
  look.at_everything(all);
  look.at_boxes(all);
  if (depth == Depth::complete) look.at_what_is_kept();
}

void check_public_views(World& world, db::Reader& in) {
  Ids accusing;
  std::set<std::string> codes;
  for (const Matter& matter : matters_with_accused(in)) codes.insert(matter.code);
  const auto shown = matters::public_matters(world.ctx(), in, {}, Language::en);
  for (const matters::PublicMatter& one : shown)
    expect(!codes.contains(one.code), "accused-barrier", one.code + " accuses somebody and is shown to everybody");
  for (const std::string& code : codes)
    expect(!channels::open311::request(world.ctx(), in, code, Language::en), "accused-barrier",
           code + " accuses somebody and can be asked for by its code");
  const Date today = world.ctx().today();
  constexpr std::int64_t longest_span = 400, stride = 37;
  check_figures(world, in, today - std::chrono::days{day_number(today) * stride % longest_span}, today);
}

void check_commands_of_barred(World& world, const NaiveBarrier& barrier, const AccusedBy& accused) {
  struct Pair {
    PersonId person;
    MatterId matter;
  };
  std::vector<Pair> pairs;
  for (const auto& [matter, by_it] : accused) {
    if (by_it.nobody()) continue;
    std::vector<PersonId> kept_out;
    for (const PersonId person : world.people)
      if (barrier.is_barred(person, by_it)) kept_out.push_back(person);
    if (!kept_out.empty()) pairs.push_back({world.any(kept_out), matter});
  }
  if (pairs.empty()) return;
  Context& ctx = world.ctx();
  const Pair pair = world.any(pairs);
  const access::Viewer viewer = world.viewer_of(pair.person);
  const Matter matter = world.ctx().store.read([&](db::Reader& in) { return *matters::find_matter(in, pair.matter); });
  const std::string step = world.any(world.any(ctx.rulebook.procedures).steps).id;
  const auto tries = [&](MatterId id) {
    const matters::Once once{"step", "the same key " + to_string(matter.id) + to_string(pair.person), to_string(id)};
    return std::vector<std::string>{
        words_of(matters::take_step(ctx, viewer, {id, step, matter.version, {}, once})),
        words_of(matters::take_step(ctx, viewer, {id, step, matter.version + 1, {}, {}})),
        words_of(matters::write_message(ctx, viewer, {id, "Words", once})),
        words_of(matters::write_note(ctx, viewer, {id, "Words", {}})),
        words_of(matters::name_party(ctx, viewer, {id, matter.version, "accused", world.units.front(), {}})),
        words_of(matters::join_matter(ctx, viewer, {id, matter.version, id})),
        words_of(matters::separate_matter(ctx, viewer, {id, 1})),
        words_of(matters::open_identity(ctx, viewer, {id, "To see who it was"})),
        words_of(matters::attach(ctx, viewer, id, {"a.txt", "bytes", true}))};
  };
  expect(tries(matter.id) == tries(MatterId{1}), "accused-barrier",
         "a command on " + name_of(matter) + " tells person " + to_string(pair.person) + " that it is there");
}

}  // namespace massline::sim
