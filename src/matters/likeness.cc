#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "matters/list_parts.h"
#include "matters/matter_lists.h"
#include "matters/matter_table.h"
#include "matters/public_parts.h"
#include "matters/summaries.h"
#include "registry/units.h"

namespace massline::matters {

namespace {

constexpr std::int64_t recent_days = 180;
constexpr int at_most = 5;
constexpr int candidates_of_place = 200;  // the newest
constexpr int candidates_of_phrase = 40;  // the newest that hold three characters or two words in a row
constexpr std::int64_t looked_at = 500;   // of which those open to the reader are taken
constexpr std::size_t compared_at_most = 4;
constexpr std::size_t words_at_most = 400;
constexpr double alike_enough = 0.25;

std::set<std::string> words_in(std::string_view text) {
  std::vector<std::string> words = search_words(text);
  if (words.size() > words_at_most) words.resize(words_at_most);
  return {std::make_move_iterator(words.begin()), std::make_move_iterator(words.end())};
}

/// Pairs of neighbouring words, spread over the text: rarer than single words, so that each finds little.
std::vector<db::SearchQuery> phrases_of(std::string_view text) {
  std::vector<std::string> words = search_words(text);
  if (words.size() > words_at_most) words.resize(words_at_most);
  std::vector<db::SearchQuery> out;
  if (words.size() == 1) out.push_back({.phrases = {{.words = {words.front()}}}});
  if (words.size() < 2) return out;
  const std::size_t pairs = words.size() - 1, step = std::max<std::size_t>(1, pairs / compared_at_most);
  for (std::size_t at = 0; at < pairs && out.size() < compared_at_most; at += step)
    out.push_back({.phrases = {{.words = {words[at], words[at + 1]}}}});
  return out;
}

/// What a matter is compared by: the texts it was raised with.
std::string raised_text(const rulebook::Rulebook& rulebook, const Matter& matter, const JsonObject& inputs) {
  const rulebook::Procedure* procedure = rulebook.procedure_version(matter.procedure, matter.procedure_from);
  std::string text;
  if (procedure == nullptr) return text;
  for (const rulebook::Ask& ask : procedure->raise.asks) {
    if (ask.type != rulebook::AskType::text && ask.type != rulebook::AskType::long_text) continue;
    const auto input = inputs.find(ask.id);
    if (input != inputs.end() && input->second.string() != nullptr) text += *input->second.string() + "\n";
  }
  return text;
}

/// The texts that matters of one region were raised with.
std::map<MatterId, std::string> raised_texts(Context& ctx, db::Reader& in, RegionId region,
                                             const std::map<MatterId, Matter>& matters) {
  std::map<MatterId, std::string> out;
  std::vector<MatterId> ids;
  for (const auto& [id, matter] : matters) ids.push_back(id);
  if (ids.empty()) return out;
  Where where;
  where.add("e.region = " + where.bind(region));
  where.add("e.matter IN " + where.bind_list(ids));
  for (const auto row :
       in.query("SELECT e.matter, e.inputs FROM entry e WHERE " + where.sql() + " AND e.kind = 'raised'",
                where.parameters())) {
    const auto matter = matters.find(row.id<MatterId>(0));
    const auto inputs = parse_json(row.text(1));
    check(inputs && inputs->object() != nullptr, "the column holds a JSON object that this program wrote");
    if (matter != matters.end()) out[matter->first] = raised_text(ctx.rulebook, matter->second, *inputs->object());
  }
  return out;
}

struct Likely {
  Matter matter;
  double score = 0;
  std::vector<std::string> shared;
};

/// What is compared, completed by the matter itself where the query names one.
struct Sought {
  std::string text;
  RegionId region;
  std::string place_path;
  std::string topic;
  MatterId except;
};

std::map<MatterId, Matter> candidates(Context& ctx, db::Reader& in, const Sought& sought,
                                      const std::function<void(Where&)>& allowed) {
  std::map<MatterId, Matter> out;
  const Instant since{ctx.clock.now().ms - recent_days * ms_per_day};
  const Conditions conditions = [&](Where& where, const Range&) {
    where.add("m.raised_at >= " + where.bind(since));
    if (sought.except) where.add("m.id <> " + where.bind(sought.except));
    allowed(where);
  };
  const auto take = [&](std::function<std::string(Where&)> ids, int limit) {
    const Range range{.region = sought.region, .equal = {}, .ids = std::move(ids)};
    for (Matter& matter : in_order(in, {range}, MatterSort::raised, std::nullopt, limit, conditions))
      out.emplace(matter.id, std::move(matter));
  };
  if (!sought.place_path.empty() && has_few_units(in, sought.place_path))
    take(
        [&](Where& where) {
          const std::string ids = ids_within(where, sought.region, "place", sought.place_path);
          return ids + " AND o.raised_at >= " + where.bind(since) + " LIMIT " + where.bind(looked_at);
        },
        candidates_of_place);
  for (const db::SearchQuery& phrase : phrases_of(sought.text))
    take(
        [&](Where& where) {
          // Ids grow with time.
          return ids_with_words(in, where, sought.region, phrase) + " ORDER BY o.id DESC LIMIT " +
                 where.bind(looked_at);
        },
        candidates_of_phrase);
  return out;
}

/// Dice's coefficient of the two sets of words, a little more for the same place and topic.
/// Errors: none; 0 where either has no words.
/// Cost:   O((a + b) log(a + b)).
Likely compared(const std::set<std::string>& words, const std::string& text, Matter matter) {
  Likely out;
  out.matter = std::move(matter);
  const std::set<std::string> theirs = words_in(text);
  std::set_intersection(words.begin(), words.end(), theirs.begin(), theirs.end(), std::back_inserter(out.shared));
  if (!out.shared.empty())
    out.score = 2.0 * static_cast<double>(out.shared.size()) / static_cast<double>(words.size() + theirs.size());
  // Longer words say more; of the same length, those that stand first in the order of their characters.
  std::stable_sort(out.shared.begin(), out.shared.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  if (out.shared.size() > 10) out.shared.resize(10);
  return out;
}

std::vector<Likely> likest(Context& ctx, db::Reader& in, const Sought& sought,
                           const std::function<void(Where&)>& allowed) {
  std::vector<Likely> out;
  const std::set<std::string> words = words_in(sought.text);
  if (words.empty() || !sought.region) return out;
  const std::map<MatterId, Matter> found = candidates(ctx, in, sought, allowed);
  const std::map<MatterId, std::string> texts = raised_texts(ctx, in, sought.region, found);
  std::set<UnitId> places;
  for (const auto& [id, matter] : found) {
    const auto text = texts.find(id);
    Likely likely = compared(words, text == texts.end() ? matter.title : text->second, matter);
    if (likely.score < alike_enough) continue;
    if (!sought.topic.empty() && matter.topic == sought.topic) likely.score += 0.05;
    if (matter.place) places.insert(matter.place);
    out.push_back(std::move(likely));
  }
  std::set<UnitId> near;
  const std::vector<UnitId> ids(places.begin(), places.end());
  for (const registry::Unit& unit : registry::find_units(in, ids))
    if (access::is_within(unit.path, sought.place_path) || access::is_within(sought.place_path, unit.path))
      near.insert(unit.id);
  for (Likely& likely : out) {
    if (near.contains(likely.matter.place)) likely.score += 0.1;
    likely.score = std::min(likely.score, 1.0);
  }
  std::sort(out.begin(), out.end(), [](const Likely& a, const Likely& b) {
    return std::pair(a.score, a.matter.id) > std::pair(b.score, b.matter.id);
  });
  if (out.size() > at_most) out.resize(at_most);
  return out;
}

void add_place(db::Reader& in, Sought& sought, UnitId place) {
  const auto unit = place ? registry::find_unit(in, place) : registry::root_unit(in);
  if (!unit) return;
  sought.region = unit->region;
  if (place) sought.place_path = unit->path;
}

Sought sought_of(Context& ctx, db::Reader& in, const SimilarQuery& query) {
  Sought sought{query.text, {}, {}, query.topic, query.except};
  UnitId place = query.place;
  const auto itself = query.except ? find_matter(in, query.except) : std::nullopt;
  if (itself) {
    if (!place) place = itself->place;
    if (sought.topic.empty()) sought.topic = itself->topic;
    if (trimmed(sought.text).empty()) {
      const auto texts = raised_texts(ctx, in, itself->region, {{itself->id, *itself}});
      if (!texts.empty()) sought.text = texts.begin()->second;
    }
  }
  add_place(in, sought, place);
  if (itself) sought.region = itself->region;
  return sought;
}

}  // namespace

std::vector<Similar> similar_for_staff(Context& ctx, db::Reader& in, const access::Viewer& viewer,
                                       const SimilarQuery& query, Language language) {
  std::vector<Similar> out;
  if (!viewer.is_staff()) return out;
  if (query.except) {
    const auto itself = find_matter(in, query.except);
    if (!itself || !access::may_read(ctx.rulebook, viewer, facts_of(in, *itself))) return out;
  }
  const std::vector<Likely> found =
      likest(ctx, in, sought_of(ctx, in, query), [&](Where& where) { where.add_readable(ctx.rulebook, viewer); });
  std::vector<Matter> matters;
  for (const Likely& likely : found) matters.push_back(likely.matter);
  std::vector<MatterSummary> summaries = summaries_of(ctx, in, matters, language);
  for (std::size_t i = 0; i < found.size(); ++i)
    out.push_back({std::move(summaries[i]), found[i].score, found[i].shared});
  return out;
}

std::vector<PublicSimilar> similar_for_public(Context& ctx, db::Reader& in, const SimilarQuery& query,
                                              Language language) {
  std::vector<PublicSimilar> out;
  SimilarQuery open = query;
  open.except = {};
  const std::vector<std::string> topics = public_topics(ctx.rulebook);
  if (topics.empty()) return out;
  const std::vector<Likely> found =
      likest(ctx, in, sought_of(ctx, in, open), [&](Where& where) { add_public(where, topics); });
  std::vector<Matter> matters;
  for (const Likely& likely : found) matters.push_back(likely.matter);
  for (const PublicMatter& matter : shown_to_all(ctx, in, matters, language)) {
    const rulebook::Topic* topic = ctx.rulebook.topic(matter.topic);
    out.push_back({matter.code, topic == nullptr ? matter.topic : topic->title.in(language), matter.place,
                   matter.status, ctx.zone.date_of(matter.raised_at)});
  }
  return out;
}

}  // namespace massline::matters
