#include "cases/case_commands.h"

#include <stdexcept>

#include "journal/journal.h"
#include "matters/digests.h"
#include "matters/matter_commands.h"
#include "matters/matter_lists.h"
#include "matters/matter_table.h"
#include "matters/matter_views.h"
#include "registry/digests.h"
#include "registry/people.h"
#include "registry/unit_commands.h"

namespace massline::cases {

namespace {

using matters::RaisedMatter;
using Lines = std::vector<std::string>;

/// Codes are random: the names that the case gives stand for them.
std::string without_codes(World& world, std::string text) {
  for (const auto& [name, raised] : world.matters)
    for (std::size_t at = text.find(raised.code); at != std::string::npos; at = text.find(raised.code))
      text.replace(at, raised.code.size(), name);
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n')) text.replace(at, 1, " / ");
  return text;
}

std::string day_of(World& world, Instant instant) { return to_string(world.context().zone.date_of(instant)); }

Lines refused(const Refusal& refusal) {
  std::string line = std::string("refused: ") + refusal.message->key;
  if (!refusal.rule.empty()) line += " by " + refusal.rule;
  if (!refusal.field.empty()) line += " at " + refusal.field;
  Lines out{line};
  for (const Refusal& other : refusal.others)
    out.push_back(std::string("     and: ") + other.message->key + " at " + other.field);
  return out;
}

const RaisedMatter& named(World& world, const std::string& name) {
  const auto found = world.matters.find(name);
  if (found == world.matters.end()) throw std::runtime_error("there is no matter " + name);
  return found->second;
}

matters::Matter row_of(World& world, const RaisedMatter& raised) {
  return *world.context().store.read(
      [&](db::Reader& in) { return matters::find_matter(in, raised.region, raised.id); });
}

/// "received, with office, route due 2024-03-16, outcome decided"
Lines state_of(World& world, const RaisedMatter& raised) {
  const matters::Matter matter = row_of(world, raised);
  const auto clocks =
      world.context().store.read([&](db::Reader& in) { return matters::clocks_of(in, matter.region, matter.id); });
  std::string line = matter.stage + ", with " + world.key_of(matter.unit);
  for (const matters::Clock& clock : clocks) {
    if (clock.state == matters::ClockState::stopped || clock.state == matters::ClockState::run_out) continue;
    line += ", " + clock.name +
            (clock.state == matters::ClockState::paused ? " paused" : " due " + day_of(world, clock.due));
    if (clock.late > 0) line += " (late)";
  }
  if (matter.escalated) line += ", called in " + world.key_of(matter.escalated);
  if (!matter.outcome.empty()) line += ", outcome " + matter.outcome;
  if (matter.joined_to) line += ", joined";
  return {line};
}

/// The ask of this name anywhere in the procedure, to know what kind of value is meant.
const rulebook::Ask* ask_named(const rulebook::Procedure& procedure, const std::string& step, const std::string& name) {
  if (step.empty()) return procedure.raise.ask(name);
  const rulebook::Step* rule = procedure.step(step);
  return rule == nullptr ? nullptr : rule->ask(name);
}

Json value_of(World& world, const rulebook::Ask* ask, const std::string& text) {
  if (text.starts_with("@")) {
    const bool person = ask != nullptr && ask->type == rulebook::AskType::person;
    return person ? Json(to_string(world.person(text.substr(1)))) : Json(to_string(world.unit(text.substr(1))));
  }
  // The receipt of a matter, as the person would give it.
  if (text.starts_with("receipt:")) return named(world, text.substr(8)).receipt;
  if (ask != nullptr && ask->type == rulebook::AskType::yes_no) return text == "yes";
  if (ask != nullptr && ask->type == rulebook::AskType::number &&
      text.find_first_not_of("0123456789") == std::string::npos)
    return static_cast<std::int64_t>(std::stoll(text));
  return text;
}

JsonObject inputs_of(World& world, const rulebook::Procedure* procedure, const std::string& step,
                     const Command& command) {
  JsonObject inputs;
  for (const auto& [key, text] : command.values) {
    if (key == "version" || key == "key") continue;
    const rulebook::Ask* ask = procedure == nullptr ? nullptr : ask_named(*procedure, step, key);
    inputs.emplace(key, value_of(world, ask, text));
  }
  return inputs;
}

// ---- raising

Lines raise(World& world, const Command& command) {
  matters::RaiseRequest request;
  request.procedure = command.word(1);
  const std::string name = command.word(2);
  access::Viewer viewer;
  if (!command.who.empty()) viewer = world.viewer(command.who);
  Command inputs = command;
  const auto take = [&](const std::string& key) {
    std::string value = inputs.value(key);
    inputs.values.erase(key);
    return value;
  };
  if (const std::string place = take("place"); !place.empty()) request.place = world.unit(place.substr(1));
  if (const std::string channel = take("channel"); !channel.empty()) request.channel = channel;
  if (const std::string day = take("raised"); !day.empty()) request.raised_on = parse_date(day);
  request.topic = take("topic");
  request.contact.name = take("name");
  request.contact.phone = take("phone");
  request.anonymous = take("anonymous") == "yes";
  if (const std::string group = take("group"); !group.empty()) request.group_size = std::stoll(group);
  if (const std::string count = take("representatives"); !count.empty())
    for (int i = 0; i < std::stoi(count); ++i) request.representatives.push_back({"Representative", "1234567", "", ""});
  if (const std::string key = take("key"); !key.empty())
    request.once = matters::Once{"raise", key, command.text() + inputs.value("what")};
  request.language = "en";
  const Date day = request.raised_on.value_or(world.context().today());
  request.inputs = inputs_of(world, world.context().rulebook.procedure(request.procedure, day), "", inputs);
  const auto raised = matters::raise_matter(world.context(), viewer, request);
  if (!raised) return refused(raised.error());
  for (const auto& [known, other] : world.matters)
    if (other.id == raised->id)
      return {"the same as " + known + (other.receipt == raised->receipt ? ", same receipt" : "")};
  world.matters[name] = *raised;
  return state_of(world, *raised);
}

// ---- by staff

const rulebook::Procedure& procedure_of(World& world, const matters::Matter& matter) {
  return *world.context().rulebook.procedure_version(matter.procedure, matter.procedure_from);
}

Lines after(World& world, const Result<matters::Changed>& changed, const RaisedMatter& raised) {
  return changed ? state_of(world, raised) : refused(changed.error());
}

Lines staff_command(World& world, const Command& command) {
  Context& ctx = world.context();
  const access::Viewer viewer = world.viewer(command.who);
  const RaisedMatter& raised = named(world, command.word(1));
  const matters::Matter matter = row_of(world, raised);
  const std::string version = command.value("version");
  const std::int64_t seen = version.empty() ? matter.version : std::stoll(version);
  if (command.is("step")) {
    const std::string step = command.word(2);
    return after(
        world,
        matters::take_step(ctx, viewer,
                           {raised.id, step, seen, inputs_of(world, &procedure_of(world, matter), step, command), {}}),
        raised);
  }
  if (command.is("message"))
    return after(world, matters::write_message(ctx, viewer, {raised.id, command.word(2), {}}), raised);
  if (command.is("note"))
    return after(world, matters::write_note(ctx, viewer, {raised.id, command.word(2), {}}), raised);
  if (command.is("name-party")) {
    matters::NameParty party{raised.id, seen, command.word(2), {}, {}};
    if (!command.value("unit").empty()) party.unit = world.unit(command.value("unit").substr(1));
    if (!command.value("person").empty()) party.person = world.person(command.value("person").substr(1));
    return after(world, matters::name_party(ctx, viewer, party), raised);
  }
  if (command.is("join"))
    return after(world, matters::join_matter(ctx, viewer, {raised.id, seen, named(world, command.word(2)).id}), raised);
  if (command.is("separate")) return after(world, matters::separate_matter(ctx, viewer, {raised.id, seen}), raised);
  if (command.is("identity")) {
    const auto identity = matters::open_identity(ctx, viewer, {raised.id, command.word(2)});
    if (!identity) return refused(identity.error());
    return {identity->contact.name + ", " + identity->contact.phone + ", representatives " +
            std::to_string(identity->representatives.size())};
  }
  if (command.is("inbox")) throw std::runtime_error("inbox has a line of its own");
  throw std::runtime_error("not understood: " + command.text());
}

// ---- by the person

Lines raiser_command(World& world, const Command& command) {
  Context& ctx = world.context();
  const RaisedMatter& raised = named(world, command.word(1));
  const matters::Matter matter = row_of(world, raised);
  if (command.is("step")) {
    const std::string step = command.word(2);
    matters::FollowStep request{
        raised.receipt, raised.code, step, {}, inputs_of(world, &procedure_of(world, matter), step, command), {}};
    return after(world, matters::follow_step(ctx, request), raised);
  }
  if (command.is("message"))
    return after(world, matters::follow_message(ctx, {raised.receipt, raised.code, command.word(2), {}}), raised);
  if (command.is("review"))
    return after(world, matters::follow_review(ctx, {raised.receipt, raised.code, command.value("reasons"), {}}),
                 raised);
  if (command.is("appraise"))
    return after(world,
                 matters::follow_appraisal(ctx, {raised.receipt,
                                                 raised.code,
                                                 command.value("solved"),
                                                 std::stoll(command.value("satisfied")),
                                                 command.value("comment"),
                                                 {}}),
                 raised);
  throw std::runtime_error("not understood: " + command.text());
}

// ---- looking

std::string fields_text(const matters::EntryView& entry) {
  std::string out;
  for (const matters::FieldView& field : entry.fields)
    out += (out.empty() ? " | " : "; ") + field.id + ": " + field.value;
  return out;
}

Lines show(World& world, const Command& command) {
  const RaisedMatter& raised = named(world, command.word(1));
  const Language language = command.word(2) == "zh" ? Language::zh : Language::en;
  const auto seen = world.context().store.read([&](db::Reader& in) {
    return matters::follow_matter(world.context(), in, raised.receipt, raised.code, language);
  });
  if (!seen) return refused(seen.error());
  Lines out{seen->status + " | " + seen->unit.name};
  for (const matters::EntryView& entry : seen->entries) {
    out.push_back(without_codes(world, day_of(world, entry.at) + " " + (entry.by_raiser ? "you" : entry.unit) + ": " +
                                           entry.title + (entry.told.empty() ? "" : " > " + entry.told) +
                                           fields_text(entry)));
  }
  for (const matters::ClockView& clock : seen->clocks) out.push_back("clock " + clock.name + ": " + clock.because);
  std::string steps;
  for (const matters::OpenStep& step : seen->steps) steps += " " + step.step->id;
  out.push_back("you can:" + (steps.empty() ? " wait" : steps));
  return out;
}

/// Who may read the matter, and the steps open to each.
Lines who(World& world, const Command& command) {
  const RaisedMatter& raised = named(world, command.word(1));
  Lines out;
  for (const std::string& person : world.people()) {
    const access::Viewer viewer = world.viewer(person);
    const auto detail = world.context().store.read(
        [&](db::Reader& in) { return matters::matter_detail(world.context(), in, viewer, raised.id, Language::en); });
    if (!detail) continue;
    std::string steps;
    for (const matters::OpenStep& step : detail->steps) steps += " " + step.step->id;
    out.push_back(person + (steps.empty() ? " reads" : ":" + steps));
  }
  return out.empty() ? Lines{"nobody"} : out;
}

/// The timeline as somebody on the staff sees it.
Lines timeline(World& world, const Command& command) {
  const RaisedMatter& raised = named(world, command.word(1));
  const access::Viewer viewer = world.viewer(command.who);
  const auto detail = world.context().store.read(
      [&](db::Reader& in) { return matters::matter_detail(world.context(), in, viewer, raised.id, Language::en); });
  if (!detail) return refused(detail.error());
  Lines out{"contact: " + (detail->contact.empty() ? "none" : detail->contact)};
  for (const matters::EntryView& entry : detail->entries)
    out.push_back(without_codes(world, day_of(world, entry.at) + " " + (entry.by_raiser ? "the person" : entry.person) +
                                           ": " + entry.title + fields_text(entry)));
  return out;
}

Lines inbox(World& world, const Command& command) {
  const auto box = matters::parse_box(command.word(1));
  if (!box) throw std::runtime_error("no such box");
  const access::Viewer viewer = world.viewer(command.who);
  const auto page = world.context().store.read([&](db::Reader& in) {
    return matters::inbox(world.context(), in, viewer, {*box, "", 50}, Language::en);
  });
  if (!page) return refused(page.error());
  std::string line = std::to_string(page->total) + ":";
  for (const matters::MatterSummary& summary : page->items)
    for (const auto& [name, raised] : world.matters)
      if (raised.id == summary.id) line += " " + name;
  return {line};
}

Lines find(World& world, const Command& command) {
  matters::MatterQuery query;
  query.text = command.word(1);
  const access::Viewer viewer = world.viewer(command.who);
  const auto page = world.context().store.read(
      [&](db::Reader& in) { return matters::find_matters(world.context(), in, viewer, query, Language::en); });
  if (!page) return refused(page.error());
  std::string line = std::to_string(page->total) + ":";
  for (const auto& [name, raised] : world.matters)
    for (const matters::MatterSummary& summary : page->items)
      if (raised.id == summary.id) line += " " + name;
  return {line};
}

Lines run_job(World& world, const Command& command) {
  const auto report = command.word(1) == "calendar" ? matters::recompute_clocks(world.context())
                      : command.word(1) == "barred" ? matters::leave_barred_units(world.context())
                                                    : matters::escalate_late(world.context());
  return {std::to_string(report.changed) + " changed"};
}

Lines verify(World& world) {
  const auto report = world.context().store.read([&](db::Reader& in) {
    return journal::verify(in, [](db::Reader& reader, RegionId region, const std::string& kind, std::int64_t id) {
      auto digest = matters::digest_of(reader, region, kind, id);
      return digest ? digest : registry::digest_of(reader, region, kind, id);
    });
  });
  return {report.broken ? "broken: " + report.broken->what : "the journal holds"};
}

/// The registrar's changes: "post PERSON KIND @UNIT", "move @UNIT @PARENT", "close @UNIT".
Lines change_registry(World& world, const Command& command) {
  Context& ctx = world.context();
  const auto unit_named = [&](int word) { return world.unit(command.word(word).substr(1)); };
  const auto server = registry::Actor::server();
  const auto done = ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    if (command.is("post")) {
      const auto post = registry::begin_post(ctx, tx, server,
                                             {world.person(command.word(1)), unit_named(3), command.word(2), {}, {}});
      return post ? Result<Done>(Done{}) : tl::unexpected(post.error());
    }
    const auto unit = registry::find_unit(tx, unit_named(1));
    if (command.is("close")) {
      const auto closed = registry::close_unit(ctx, tx, server, {unit->id, unit->version, ctx.today()});
      return closed ? Result<Done>(Done{}) : tl::unexpected(closed.error());
    }
    const auto moved = registry::move_unit(ctx, tx, server, {unit->id, unit->version, unit_named(2), ctx.today()});
    return moved ? Result<Done>(Done{}) : tl::unexpected(moved.error());
  });
  return done ? Lines{"done"} : refused(done.error());
}

Lines set_clock(World& world, const Command& command) {
  const auto date = parse_date(command.word(1));
  if (!date) throw std::runtime_error("at DATE [HH:MM]");
  const std::string time = command.words.size() > 2 ? command.word(2) : "09:00";
  const std::int64_t minutes = std::stoll(time.substr(0, 2)) * 60 + std::stoll(time.substr(3));
  world.clock().set(Instant{world.context().zone.start_of(*date).ms + minutes * 60'000});
  return {};
}

}  // namespace

std::vector<std::string> carry_out(World& world, const Command& command) {
  if (command.is("at")) return set_clock(world, command);
  if (command.is("raise")) return raise(world, command);
  if (command.is("show")) return show(world, command);
  if (command.is("who")) return who(world, command);
  if (command.is("job")) return run_job(world, command);
  if (command.is("verify")) return verify(world);
  if (command.is("post") || command.is("move") || command.is("close")) return change_registry(world, command);
  if (command.is("state")) return state_of(world, named(world, command.word(1)));
  // The other matter that the receipt opens, such as a part that was split off.
  if (command.is("linked")) {
    const RaisedMatter& raised = named(world, command.word(1));
    const auto all = world.context().store.read(
        [&](db::Reader& in) { return matters::matters_by_receipt(in, row_of(world, raised).receipt_hash); });
    if (all.size() < 2) return {"nothing"};
    RaisedMatter other = raised;
    other.id = all.back().id;
    other.code = all.back().code;
    world.matters[command.word(2)] = other;
    return state_of(world, other);
  }
  if (command.who == "raiser") return raiser_command(world, command);
  if (command.is("timeline")) return timeline(world, command);
  if (command.is("inbox")) return inbox(world, command);
  if (command.is("find")) return find(world, command);
  return staff_command(world, command);
}

}  // namespace massline::cases
