#include "matters/identity_requests.h"

#include <algorithm>

#include "base/refusals.h"
#include "base/text.h"
#include "matters/inputs.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/refusals.h"
#include "matters/who_may.h"

namespace massline::matters {

namespace {

constexpr std::string_view request_columns =
    "id, asked_by, asked_post, asked_unit, asked_at, reason, agreed_by, ends_at FROM identity_request ";

IdentityRequest request_of(const db::Rows::Row& row) {
  return {
      row.id<IdentityRequestId>(0), row.id<PersonId>(1), row.text(2), row.id<UnitId>(3), row.instant(4), row.text(5),
      row.id<PersonId>(6),          row.instant(7)};
}

/// The matter, and the post by which the viewer may open who raised it.
struct Opening {
  MatterWork work;
  const access::HeldPost* post;
};
Result<Opening> opening_of(Context& ctx, db::Transaction& tx, const access::Viewer& viewer, MatterId matter) {
  auto work = work_for_staff(ctx, tx, viewer, matter, 0);
  if (!work) return tl::unexpected(work.error());
  const access::HeldPost* post = post_to_open_identity(ctx, viewer, work->facts, work->procedure);
  if (post == nullptr) return refuse(massline::refusals::not_allowed);
  if (sealed_identity_of(tx, work->matter.region, work->matter.id).empty()) return refuse(refusals::no_identity);
  return Opening{std::move(*work), post};
}

}  // namespace

std::vector<IdentityRequest> open_requests(db::Reader& in, RegionId region, MatterId matter, Instant now) {
  static const std::string sql =
      "SELECT " + std::string(request_columns) + "WHERE region = $1 AND matter = $2 AND ends_at > $3 ORDER BY id";
  std::vector<IdentityRequest> out;
  for (const auto row : in.query(sql, {region, matter, now})) out.push_back(request_of(row));
  return out;
}

std::optional<IdentityRequest> agreed_request(db::Reader& in, RegionId region, MatterId matter, PersonId person,
                                              Instant now) {
  for (IdentityRequest& request : open_requests(in, region, matter, now))
    if (request.asked_by == person && request.agreed_by) return std::move(request);
  return std::nullopt;
}

std::string reason_of_request(db::Reader& in, RegionId region, MatterId matter, IdentityRequestId id) {
  const auto rows = in.query("SELECT reason FROM identity_request WHERE region = $1 AND matter = $2 AND id = $3",
                             {region, matter, id});
  return rows.empty() ? std::string() : rows.row(0).text(0);
}

Result<IdentityRequestId> ask_identity(Context& ctx, const access::Viewer& viewer, const AskIdentity& request) {
  Problems problems;
  const std::string reason = checked_text(problems, request.reason, 500, "/reason", {"Reason", "理由"});
  if (!problems.empty()) return problems.take();
  if (length_of(reason) < 5) return refuse_field(refusals::reason_needed, "/reason");
  return ctx.store.command([&](db::Transaction& tx) -> Result<IdentityRequestId> {
    auto opening = opening_of(ctx, tx, viewer, request.matter);
    if (!opening) return tl::unexpected(opening.error());
    MatterWork& work = opening->work;
    if (!work.procedure.raise.identity_by_two) return refuse(refusals::second_person_not_needed);
    for (const IdentityRequest& open : open_requests(tx, work.matter.region, work.matter.id, work.now))
      if (open.asked_by == viewer.person && !open.agreed_by) return refuse(refusals::already_asked);
    const auto id = ctx.ids.make<IdentityRequestId>();
    tx.execute(
        "INSERT INTO identity_request(region, matter, id, asked_by, asked_post, asked_unit, asked_at, reason, ends_at) "
        "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {work.matter.region, work.matter.id, id, viewer.person, opening->post->kind, opening->post->unit, work.now,
         reason, Instant{work.now.ms + request_open_ms}});
    work.save(by_post(viewer, opening->post), "matter.ask-identity", to_string(id), Version::same);
    return id;
  });
}

Result<Done> agree_identity(Context& ctx, const access::Viewer& viewer, MatterId matter, IdentityRequestId request) {
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    auto opening = opening_of(ctx, tx, viewer, matter);
    if (!opening) return tl::unexpected(opening.error());
    MatterWork& work = opening->work;
    const auto open = open_requests(tx, work.matter.region, work.matter.id, work.now);
    const auto asked = std::find_if(open.begin(), open.end(), [&](const auto& one) { return one.id == request; });
    if (asked == open.end() || asked->agreed_by) return refuse(refusals::no_such_request);
    if (asked->asked_by == viewer.person) return refuse(refusals::not_by_the_same_person);
    tx.execute(
        "UPDATE identity_request SET agreed_by = $1, agreed_post = $2, agreed_unit = $3, agreed_at = $4, ends_at = $5 "
        "WHERE region = $6 AND matter = $7 AND id = $8",
        {viewer.person, opening->post->kind, opening->post->unit, work.now, Instant{work.now.ms + opening_ms},
         work.matter.region, work.matter.id, request});
    work.save(by_post(viewer, opening->post), "matter.agree-identity", to_string(request), Version::same);
    return Done{};
  });
}

}  // namespace massline::matters
