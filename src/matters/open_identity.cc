// Opening who raised a matter: with a reason, journalled, and on the person's own timeline.
#include "base/crypto.h"
#include "base/refusals.h"
#include "base/text.h"
#include "matters/identity_requests.h"
#include "matters/identity_text.h"
#include "matters/inputs.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/refusals.h"
#include "matters/texts.h"
#include "matters/who_may.h"

namespace massline::matters {

Result<Identity> open_identity(Context& ctx, const access::Viewer& viewer, const OpenIdentity& request) {
  Problems problems;
  const std::string reason = checked_text(problems, request.reason, 500, "/reason", {"Reason", "理由"});
  if (!problems.empty()) return problems.take();
  if (length_of(reason) < 5) return refuse_field(refusals::reason_needed, "/reason");
  return ctx.store.command([&](db::Transaction& tx) -> Result<Identity> {
    auto work = work_for_staff(ctx, tx, viewer, request.matter, 0);
    if (!work) return tl::unexpected(work.error());
    const access::HeldPost* post = post_to_open_identity(ctx, viewer, work->facts, work->procedure);
    if (post == nullptr) return refuse(massline::refusals::not_allowed);
    const std::string sealed = sealed_identity_of(tx, work->matter.region, work->matter.id);
    if (sealed.empty()) return refuse(refusals::no_identity);
    std::string stated = reason;
    if (work->procedure.raise.identity_by_two) {
      const auto agreed = agreed_request(tx, work->matter.region, work->matter.id, viewer.person, work->now);
      if (!agreed) return refuse(refusals::second_person_needed);
      stated = agreed->reason;
    }
    const auto plain = ctx.vault.open(sealed);
    if (!plain) throw Fault("an identity can't be opened: the vault's key is another");
    const journal::By by = by_post(viewer, post);
    Entry entry = work->new_entry("system", by, true);
    entry.inputs.emplace(told_event, "identity-opened");
    entry.inputs.emplace(message_text, stated);
    insert_entry(tx, work->matter.region, work->matter.id, entry);
    work->save(by, "matter.open-identity", "", Version::same);
    return identity_of(*plain);
  });
}

}  // namespace massline::matters
