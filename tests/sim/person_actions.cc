// What the person who raised a matter does, with nothing but the receipt.
#include "matters/attachments.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_views.h"
#include "matters/matter_work.h"
#include "sim/actions.h"
#include "sim/invariant.h"

namespace massline::sim {

namespace {

matters::Followed followed(World& world, const Acknowledged& matter) {
  auto seen = world.ctx().store.read([&](db::Reader& in) {
    return matters::follow_matter(world.ctx(), in, matter.receipt, matter.code, Language::zh);
  });
  expect(seen.has_value(), "nothing-lost", "the receipt of " + matter.code + " opens nothing");
  return std::move(*seen);
}

/// True for a step that ends the matter, such as withdrawing it.
bool ends_it(World& world, const Acknowledged& matter, const rulebook::Step& step) {
  const auto row =
      world.ctx().store.read([&](db::Reader& in) { return matters::find_matter(in, matter.region, matter.id); });
  const rulebook::Stage* stage = matters::procedure_of(world.ctx().rulebook, *row).stage(step.to);
  return stage != nullptr && stage->state != rulebook::StageState::open;
}

std::string own_step(World& world) {
  if (world.raised.empty()) return "own-step: nothing there";
  const Acknowledged matter = world.any_raised();
  const matters::Followed seen = followed(world, matter);
  if (seen.steps.empty()) return "own-step: none open";
  const rulebook::Step& step = world.any_step(seen.steps);
  // Most people wait: else few matters would get far.
  if (ends_it(world, matter, step) && world.chance(75)) return "own-step " + step.id + ": thought better of it";
  return "own-step " + step.id + ": " +
         outcome(matters::follow_step(world.ctx(),
                                      {matter.receipt, matter.code, step.id, {}, inputs_for(world, step.asks), {}}));
}

std::string appraise(World& world) {
  if (world.raised.empty()) return "appraise: nothing there";
  const Acknowledged matter = world.any_raised();
  const std::vector<std::string> solved{"yes", "partly", "no"};
  const std::string comment = "Secretcomment" + std::to_string(world.random().below(1'000'000'000));
  const auto done = matters::follow_appraisal(world.ctx(), {matter.receipt,
                                                            matter.code,
                                                            world.any(solved),
                                                            static_cast<std::int64_t>(1 + world.random().below(5)),
                                                            comment,
                                                            {}});
  if (done) world.ratings.push_back(comment);
  return "appraise: " + outcome(done);
}

std::string ask_review(World& world) {
  if (world.raised.empty()) return "ask-review: nothing there";
  const Acknowledged matter = world.any_raised();
  return "ask-review: " +
         outcome(matters::follow_review(world.ctx(), {matter.receipt, matter.code, "I do not agree 不同意", {}}));
}

std::string write_back(World& world) {
  if (world.raised.empty()) return "write-back: nothing there";
  const Acknowledged matter = world.any_raised();
  if (world.chance(30)) {
    const std::string bytes = "My photograph " + std::to_string(world.random().below(50));
    return "attach-own: " +
           outcome(matters::follow_attach(world.ctx(), matter.receipt, matter.code, {"b.txt", bytes, true}));
  }
  return "write-back: " +
         outcome(matters::follow_message(world.ctx(), {matter.receipt, matter.code, "More words 补充", {}}));
}

std::string wrong_receipt(World& world) {
  const std::string receipt = world.random().digits(16);
  const auto seen = world.ctx().store.read(
      [&](db::Reader& in) { return matters::follow_matter(world.ctx(), in, receipt, "", Language::en); });
  expect(!seen, "identity-apart", "a receipt that nobody was given opens a matter");
  return "wrong-receipt: " + outcome(seen);
}

}  // namespace

std::vector<Action> person_actions() {
  return {{"own-step", 7, own_step},
          {"appraise", 4, appraise},
          {"ask-review", 3, ask_review},
          {"write-back", 2, write_back},
          {"wrong-receipt", 1, wrong_receipt}};
}

}  // namespace massline::sim
