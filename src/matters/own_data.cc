// What a person puts right in what is held on them.
#include "base/refusals.h"
#include "journal/keys_in_use.h"
#include "matters/identity_text.h"
#include "matters/inputs.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/raise_checks.h"
#include "matters/refusals.h"

namespace massline::matters {

Result<Changed> correct_contact(Context& ctx, const CorrectContact& request) {
  Problems problems;
  const Contact contact = checked_contact(problems, request.contact, "/contact");
  if (problems.empty() && contact.empty()) problems.add(refuse_field(refusals::contact_needed, "/contact"));
  if (!problems.empty()) return problems.take();
  return ctx.store.command([&](db::Transaction& tx) -> Result<Changed> {
    auto work = work_for_raiser(ctx, tx, request.receipt, request.code, 0);
    if (!work) return tl::unexpected(work.error());
    const std::string sealed = sealed_identity_of(tx, work->matter.region, work->matter.id);
    if (sealed.empty()) return refuse(refusals::no_identity);
    const auto plain = ctx.vault.open(sealed);
    if (!plain) throw Fault("an identity can't be opened: the vault's key is another");
    Identity identity = identity_of(*plain);
    identity.contact = contact;
    const db::Blob anew{ctx.vault.seal(to_text(identity))};
    journal::require_key_in_use(tx, anew.bytes);
    tx.execute("UPDATE identity SET sealed = $3 WHERE region = $1 AND matter = $2",
               {work->matter.region, work->matter.id, anew});
    work->save({}, "matter.correct-contact", "", Version::same);
    return work->changed({});
  });
}

}  // namespace massline::matters
