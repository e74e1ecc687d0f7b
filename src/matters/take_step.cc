// Taking a step: by staff with their posts, by the person who raised the matter with the receipt.
#include <algorithm>

#include "base/refusals.h"
#include "matters/joined.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/readable.h"
#include "matters/refusals.h"
#include "matters/step_checks.h"
#include "matters/step_engine.h"

namespace massline::matters {

namespace {

namespace common = massline::refusals;

Result<const rulebook::Step*> find_step(const MatterWork& work, const std::string& id) {
  const rulebook::Step* step = work.procedure.step(id);
  if (step == nullptr) return refuse(refusals::step_not_known, {{"step", id}});
  return step;
}

Result<Changed> staff_step(Context& ctx, db::Transaction& tx, const access::Viewer& viewer, const TakeStep& request) {
  auto work = work_for_staff(ctx, tx, viewer, request.matter, 0);
  if (!work) return tl::unexpected(work.error());
  const auto step = find_step(*work, request.step);
  if (!step) return tl::unexpected(step.error());
  if (request.version != work->matter.version) return refuse(common::changed_meanwhile);
  if (work->matter.joined_to) {
    const auto leader = find_matter(tx, work->matter.region, work->matter.joined_to);
    return refuse(refusals::joined_elsewhere, {{"code", leader ? leader->code : std::string("?")}});
  }
  const auto permission = access::may_take(ctx.rulebook, viewer, work->procedure, **step, work->facts);
  if (!permission) return tl::unexpected(permission.error());
  const journal::By by = by_post(viewer, permission->post);
  const auto entry = run_step(*work, **step, request.inputs, by);
  if (!entry) return tl::unexpected(entry.error());
  step_on_joined(*work, **step, request.inputs, by);
  return work->changed(*entry);
}

Result<Changed> raiser_step(MatterWork& work, const rulebook::Step& step, const JsonObject& inputs) {
  access::Viewer viewer;
  viewer.region = work.matter.region;
  viewer.raiser = true;
  const auto permission = access::may_take(work.ctx.rulebook, viewer, work.procedure, step, work.facts);
  if (!permission) return tl::unexpected(permission.error());
  // A way of their own leaves the others where they are; it is planned first, so that a refusal leaves nothing.
  const bool goes_own_way = !step.to.empty() || goes_higher(step);
  const auto entry = run_step(work, step, inputs, {});
  if (!entry) return tl::unexpected(entry.error());
  if (goes_own_way) {
    if (work.matter.joined_to) {
      separate(work, {});
      work.save({}, "matter.separate", step.id);
    }
    hand_over_lead(work);
  }
  return work.changed(*entry);
}

/// The step of the person's that is open now and satisfies `fits`; null if none.
const rulebook::Step* open_raiser_step(const MatterWork& work, const std::function<bool(const rulebook::Step&)>& fits) {
  for (const rulebook::Step& step : work.procedure.steps) {
    const bool here = std::find(step.from.begin(), step.from.end(), work.matter.stage) != step.from.end();
    if (here && step.by.raiser && fits(step)) return &step;
  }
  return nullptr;
}

/// Runs `job` on what the receipt opens, once for the key.
Result<Changed> follow(Context& ctx, const std::string& receipt, const std::string& code, std::int64_t version,
                       const std::optional<Once>& once, const std::function<Result<Changed>(MatterWork&)>& job) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Changed> {
    const auto matter = matter_of_receipt(ctx, tx, receipt, code);
    if (!matter) return tl::unexpected(matter.error());
    return change_once(ctx, tx, matter->region, once, [&]() -> Result<Changed> {
      auto work = work_for_raiser(ctx, tx, receipt, code, version);
      if (!work) return tl::unexpected(work.error());
      return job(*work);
    });
  });
}

}  // namespace

Result<Changed> take_step(Context& ctx, const access::Viewer& viewer, const TakeStep& request) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Changed> {
    // A repeated request gets its answer again where the matter has gone on meanwhile, but not past the barrier.
    const auto matter = find_not_barred(tx, viewer, request.matter);
    if (!matter) return refuse(common::not_found);
    return change_once(ctx, tx, matter->region, request.once, [&] { return staff_step(ctx, tx, viewer, request); });
  });
}

Result<Changed> follow_step(Context& ctx, const FollowStep& request) {
  return follow(ctx, request.receipt, request.code, request.version.value_or(0), request.once,
                [&](MatterWork& work) -> Result<Changed> {
                  const auto step = find_step(work, request.step);
                  if (!step) return tl::unexpected(step.error());
                  return raiser_step(work, **step, request.inputs);
                });
}

Result<Changed> follow_appraisal(Context& ctx, const FollowAppraisal& request) {
  return follow(ctx, request.receipt, request.code, 0, request.once, [&](MatterWork& work) -> Result<Changed> {
    const rulebook::Step* step = open_raiser_step(
        work, [](const rulebook::Step& candidate) { return candidate.has(rulebook::EffectKind::appraise); });
    if (step == nullptr) return refuse(refusals::nothing_to_appraise);
    JsonObject inputs{{"solved", request.solved}, {"satisfied", request.satisfied}};
    if (!request.comment.empty()) inputs.emplace("comment", request.comment);
    return raiser_step(work, *step, inputs);
  });
}

Result<Changed> follow_review(Context& ctx, const FollowReview& request) {
  return follow(ctx, request.receipt, request.code, 0, request.once, [&](MatterWork& work) -> Result<Changed> {
    const rulebook::Step* step = open_raiser_step(work, goes_higher);
    if (step == nullptr) return refuse(refusals::not_to_review);
    JsonObject inputs;
    if (!request.reasons.empty()) inputs.emplace("reasons", request.reasons);
    return raiser_step(work, *step, inputs);
  });
}

}  // namespace massline::matters
