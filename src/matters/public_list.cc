#include <algorithm>
#include <map>

#include "matters/codes.h"
#include "matters/matter_table.h"
#include "matters/public_parts.h"
#include "registry/units.h"

namespace massline::matters {

namespace {

/// Narrows the topics down to those asked for.
std::vector<std::string> topics_of(const rulebook::Rulebook& rulebook, const std::vector<std::string>& asked) {
  std::vector<std::string> topics = public_topics(rulebook);
  if (asked.empty()) return topics;
  std::erase_if(topics,
                [&](const std::string& topic) { return std::find(asked.begin(), asked.end(), topic) == asked.end(); });
  return topics;
}

std::vector<Matter> by_code(db::Reader& in, const PublicQuery& query, const std::vector<std::string>& topics) {
  std::vector<std::string> codes;
  for (const std::string& code : query.codes) {
    if (codes.size() == 1000) break;
    codes.push_back(normalised_code(code));
  }
  Where where;
  where.add("m.region IN (SELECT id FROM region)");
  where.add("m.code IN " + where.bind_list(codes));
  add_public(where, topics);
  std::vector<Matter> out;
  for (const auto row : in.query(
           "SELECT " + matter_columns + " FROM matter m WHERE " + where.sql() + " ORDER BY m.raised_at DESC, m.id DESC",
           where.parameters()))
    out.push_back(matter_of(row));
  return out;
}

std::vector<Matter> newest(db::Reader& in, const PublicQuery& query, const std::vector<std::string>& topics) {
  std::vector<Range> ranges;
  for (const RegionId region : all_regions(in)) ranges.push_back({region, {}, {}});
  const std::int64_t size = std::clamp(query.page_size, 1, 1000);
  const std::int64_t page = std::clamp(query.page, 1, 1'000'000);
  const Conditions conditions = [&](Where& where, const Range&) {
    add_public(where, topics);
    if (query.from) where.add("m.raised_at >= " + where.bind(*query.from));
    if (query.to) where.add("m.raised_at <= " + where.bind(*query.to));
    if (query.open) where.add(*query.open ? "m.state = 0" : "m.state <> 0");
  };
  // Pages before it are passed over by their last matter, so that no more than a page is held at a time.
  std::optional<Cursor> after;
  for (std::int64_t at = 1;; ++at) {
    std::vector<Matter> matters = in_order(in, ranges, MatterSort::raised, after, static_cast<int>(size), conditions);
    if (at == page) return matters;
    if (matters.size() < static_cast<std::size_t>(size)) return {};
    after = cursor_at(MatterSort::raised, matters.back());
  }
}

}  // namespace

std::vector<std::string> public_topics(const rulebook::Rulebook& rulebook) {
  std::vector<std::string> out;
  for (const rulebook::Topic& topic : rulebook.topics)
    if (topic.open311) out.push_back(topic.id);
  return out;
}

void add_public(Where& where, const std::vector<std::string>& topics) {
  where.add("m.topic IN " + where.bind_list(topics));
  where.add("m.confidential = 0");
  where.add(
      "NOT EXISTS (SELECT 1 FROM party WHERE party.region = m.region AND party.matter = m.id AND "
      "party.role = 'accused')");
  where.add("NOT EXISTS (SELECT 1 FROM bar WHERE bar.region = m.region AND bar.matter = m.id)");
}

std::vector<PublicMatter> shown_to_all(Context& ctx, db::Reader& in, const std::vector<Matter>& matters,
                                       Language language) {
  std::vector<UnitId> ids;
  for (const Matter& matter : matters) {
    ids.push_back(matter.unit);
    if (matter.place) ids.push_back(matter.place);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::map<UnitId, std::string> names;
  for (const registry::Unit& unit : registry::find_units(in, ids)) names.emplace(unit.id, unit.name_in(language));

  std::vector<PublicMatter> out;
  out.reserve(matters.size());
  for (const Matter& matter : matters) {
    PublicMatter shown;
    shown.code = matter.code;
    shown.topic = matter.topic;
    const rulebook::Procedure* procedure = ctx.rulebook.procedure_version(matter.procedure, matter.procedure_from);
    const rulebook::Stage* stage = procedure == nullptr ? nullptr : procedure->stage(matter.stage);
    shown.status = stage == nullptr ? matter.stage : stage->status.in(language);
    shown.state = matter.state;
    shown.raised_at = matter.raised_at;
    shown.updated_at = matter.updated_at;
    if (matter.next_due != no_due) shown.next_due = matter.next_due;
    shown.unit = names[matter.unit];
    if (matter.place) shown.place = names[matter.place];
    out.push_back(std::move(shown));
  }
  return out;
}

std::vector<PublicMatter> public_matters(Context& ctx, db::Reader& in, const PublicQuery& query, Language language) {
  const std::vector<std::string> topics =
      topics_of(ctx.rulebook, query.codes.empty() ? query.topics : std::vector<std::string>());
  if (topics.empty()) return {};
  return shown_to_all(ctx, in, query.codes.empty() ? newest(in, query, topics) : by_code(in, query, topics), language);
}

}  // namespace massline::matters
