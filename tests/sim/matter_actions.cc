// What staff do with matters, and how matters come in.
#include "matters/attachments.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_views.h"
#include "registry/units.h"
#include "sim/actions.h"
#include "sim/invariant.h"

namespace massline::sim {

namespace {

using matters::Once;

/// A key that nobody else has; the bytes of the request are the key's own.
Once new_once(World& world, const std::string& scope) {
  const std::string key = to_string(MatterId{static_cast<std::int64_t>(world.random().below(1'000'000'000))});
  return {scope, key, key};
}

std::int64_t version_of(World& world, const Acknowledged& matter) {
  // Now and then what somebody saw is old.
  if (world.chance(3)) return 1;
  return world.ctx().store.read(
      [&](db::Reader& in) { return matters::find_matter(in, matter.region, matter.id)->version; });
}

std::int64_t matters_there(World& world) {
  return world.ctx().store.read(
      [](db::Reader& in) { return in.query("SELECT COUNT(*) FROM matter").row(0).integer(0); });
}

/// A unit in which something can lie, and that is in force; any, where none is found soon.
UnitId place_for(World& world) {
  UnitId place = world.any(world.units);
  for (int attempt = 0; attempt < 8; ++attempt, place = world.any(world.units)) {
    const auto unit = world.ctx().store.read([&](db::Reader& in) { return registry::find_unit(in, place); });
    if (unit->is_place && unit->in_force(world.ctx().today())) break;
  }
  return place;
}

matters::RaiseRequest raise_request(World& world, const rulebook::Procedure& procedure) {
  matters::RaiseRequest request;
  request.procedure = procedure.id;
  request.channel = world.any(procedure.raise.channels);
  if (world.chance(92)) request.place = place_for(world);
  request.inputs = inputs_for(world, procedure.raise.asks);
  request.confidential = world.chance(8);
  request.once = new_once(world, "raise");
  std::vector<std::string> topics;
  for (const rulebook::Topic& topic : world.ctx().rulebook.topics)
    if (topic.procedure == procedure.id) topics.push_back(topic.id);
  if (!topics.empty() && world.chance(80)) request.topic = world.any(topics);
  if (!procedure.raise.anonymous || world.chance(50)) {
    const std::string number = std::to_string(13'000'000'000 + world.random().below(999'999'999));
    const std::string name = "Secretname" + number.substr(2);
    request.contact = {name, number, "", ""};
    world.secrets.push_back(name);
    world.secrets.push_back(number);
  }
  return request;
}

/// Asked again after a fault, with the same key: there is one matter, whatever became of the first attempt.
Result<matters::RaisedMatter> raise_surely(World& world, const access::Viewer& viewer,
                                           const matters::RaiseRequest& request) {
  const std::int64_t before = matters_there(world);
  auto raised = [&] {
    try {
      return matters::raise_matter(world.ctx(), viewer, request);
    } catch (const db::Error&) {
      world.faults().disarm();
      return matters::raise_matter(world.ctx(), viewer, request);
    }
  }();
  const std::int64_t now = matters_there(world);
  expect(now == before + (raised ? 1 : 0), "nothing-lost",
         "a request that was repeated after a fault gave " + std::to_string(now - before) + " matters");
  return raised;
}

std::string raise(World& world) {
  const rulebook::Procedure& procedure = world.any_procedure();
  const matters::RaiseRequest request = raise_request(world, procedure);
  const rulebook::Channel* channel = world.ctx().rulebook.channel(request.channel);
  access::Viewer viewer;
  if (channel != nullptr && channel->by_staff && world.chance(95))
    for (int attempt = 0; attempt < 20; ++attempt) {
      viewer = world.any_viewer();
      if (access::post_that_can(world.ctx().rulebook, viewer, rulebook::Capability::intake) != nullptr) break;
    }
  const auto raised = raise_surely(world, viewer, request);
  if (raised) {
    world.raised.push_back({raised->region, raised->id, raised->code, raised->receipt});
    world.secrets.push_back(raised->receipt);
  }
  return "raise " + procedure.id + ": " + outcome(raised);
}

/// Somebody posted where the matter is, was sent from or was called in, or above: as an inbox would bring it to them.
PersonId somebody_near(World& world, const Acknowledged& matter) {
  return world.ctx().store.read([&](db::Reader& in) {
    const access::MatterFacts facts = matters::facts_of(in, *matters::find_matter(in, matter.region, matter.id));
    std::vector<PersonId> near;
    for (const std::string& path : {facts.unit_path, facts.sender_path, facts.escalated_path})
      for (const std::string& above : access::path_and_above(path))
        if (above == path || world.chance(30))
          for (const auto row : in.query(
                   "SELECT p.person FROM post p JOIN unit u ON u.region = p.region AND u.id = p.unit WHERE u.path = $1 "
                   "AND p.from_date <= $2 AND (p.to_date IS NULL OR p.to_date > $2) ORDER BY p.person, p.id",
                   {above, world.ctx().today()}))
            near.push_back(row.id<PersonId>(0));
    return near.empty() ? world.any(world.people) : world.any(near);
  });
}

access::Viewer viewer_near(World& world, const Acknowledged& matter) {
  return world.viewer_of(world.chance(85) ? somebody_near(world, matter) : world.any(world.people));
}

/// One that is open, if one is found soon: there is more to do with it.
Acknowledged any_open(World& world) {
  Acknowledged matter = world.any_raised();
  for (int attempt = 0; attempt < 5; ++attempt, matter = world.any_raised()) {
    const auto row =
        world.ctx().store.read([&](db::Reader& in) { return matters::find_matter(in, matter.region, matter.id); });
    if (row->state == matters::MatterState::open) break;
  }
  return matter;
}

std::string take_open_step(World& world) {
  if (world.raised.empty()) return "take-step: nothing there";
  Acknowledged matter = any_open(world);
  for (int attempt = 1; attempt <= 12; ++attempt) {
    const access::Viewer viewer = viewer_near(world, matter);
    const auto detail = world.ctx().store.read(
        [&](db::Reader& in) { return matters::matter_detail(world.ctx(), in, viewer, matter.id, Language::en); });
    if (detail && !detail->steps.empty()) {
      const rulebook::Step& step = world.any_step(detail->steps);
      matters::TakeStep command{matter.id, step.id, detail->version, inputs_for(world, step.asks), {}};
      command.once = new_once(world, "step");
      return "take-step " + step.id + ": " + outcome(matters::take_step(world.ctx(), viewer, command));
    }
    if (attempt % 4 == 0) matter = any_open(world);
  }
  return "take-step: nobody found";
}

/// Anybody, with any step: nearly always refused.
std::string try_any_step(World& world) {
  if (world.raised.empty()) return "try-step: nothing there";
  const Acknowledged matter = world.any_raised();
  const rulebook::Step& step = world.any(world.any(world.ctx().rulebook.procedures).steps);
  const matters::TakeStep command{matter.id, step.id, version_of(world, matter), inputs_for(world, step.asks),
                                  new_once(world, "step")};
  return "try-step " + step.id + ": " + outcome(matters::take_step(world.ctx(), world.any_viewer(), command));
}

std::string write(World& world) {
  if (world.raised.empty()) return "write: nothing there";
  const Acknowledged matter = world.any_raised();
  const access::Viewer viewer = viewer_near(world, matter);
  const matters::WriteText text{matter.id, "A note 说明 " + std::to_string(world.random().below(1000)), {}};
  const bool is_note = world.chance(50);
  const auto written =
      is_note ? matters::write_note(world.ctx(), viewer, text) : matters::write_message(world.ctx(), viewer, text);
  return std::string(is_note ? "note: " : "message: ") + outcome(written);
}

std::string attach_file(World& world) {
  if (world.raised.empty()) return "attach: nothing there";
  const Acknowledged matter = world.any_raised();
  const access::Viewer viewer = viewer_near(world, matter);
  const std::string bytes = "A photograph " + std::to_string(world.random().below(50));
  const matters::NewAttachment file{"a.txt", bytes, world.chance(50)};
  return "attach: " + outcome(matters::attach(world.ctx(), viewer, matter.id, file));
}

/// Somebody whom the matter is open to, where there is one; else anybody.
access::Viewer reader_of(World& world, const Acknowledged& matter) {
  access::Viewer viewer = viewer_near(world, matter);
  for (int attempt = 0; attempt < 12; ++attempt, viewer = viewer_near(world, matter)) {
    const bool reads = world.ctx().store.read([&](db::Reader& in) {
      return access::may_read(world.ctx().rulebook, viewer,
                              matters::facts_of(in, *matters::find_matter(in, matter.region, matter.id)));
    });
    if (reads) break;
  }
  return viewer;
}

std::string name_party(World& world) {
  if (world.raised.empty()) return "name-party: nothing there";
  const Acknowledged matter = world.any_raised();
  matters::NameParty party{matter.id, version_of(world, matter), world.chance(80) ? "accused" : "concerned", {}, {}};
  (world.chance(50) ? party.unit = world.any(world.units), party.person : party.person = world.any(world.people));
  return "name-party " + party.role + ": " + outcome(matters::name_party(world.ctx(), reader_of(world, matter), party));
}

std::string join(World& world) {
  if (world.raised.size() < 2) return "join: nothing there";
  const Acknowledged matter = world.any_raised();
  const auto row = [&](const Acknowledged& one) {
    return world.ctx().store.read([&](db::Reader& in) { return *matters::find_matter(in, one.region, one.id); });
  };
  const matters::Matter own = row(matter);
  Acknowledged into = world.any(world.raised);
  for (int attempt = 0; attempt < 20; ++attempt, into = world.any(world.raised)) {
    const matters::Matter other = row(into);
    if (other.id != own.id && other.region == own.region && other.procedure == own.procedure &&
        other.state == matters::MatterState::open && own.state == matters::MatterState::open)
      break;
  }
  return "join: " +
         outcome(matters::join_matter(world.ctx(), reader_of(world, matter), {matter.id, own.version, into.id}));
}

std::string separate(World& world) {
  if (world.raised.empty()) return "separate: nothing there";
  const Acknowledged matter = world.any_raised();
  return "separate: " + outcome(matters::separate_matter(world.ctx(), reader_of(world, matter),
                                                         {matter.id, version_of(world, matter)}));
}

std::string open_identity(World& world) {
  if (world.raised.empty()) return "open-identity: nothing there";
  const Acknowledged matter = world.any_raised();
  const matters::OpenIdentity request{matter.id, world.chance(90) ? "To call the person back" : "?"};
  return "open-identity: " + outcome(matters::open_identity(world.ctx(), reader_of(world, matter), request));
}

}  // namespace

std::vector<Action> matter_actions() {
  return {{"raise", 14, raise}, {"take-step", 34, take_open_step}, {"try-step", 6, try_any_step},
          {"write", 4, write},  {"attach", 2, attach_file},        {"name-party", 5, name_party},
          {"join", 4, join},    {"separate", 1, separate},         {"open-identity", 2, open_identity}};
}

}  // namespace massline::sim
