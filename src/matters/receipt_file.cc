#include "matters/receipt_file.h"

#include <algorithm>

#include "journal/receipts.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/refusals.h"

namespace massline::matters {

Result<ReceiptFile> receipt_file(Context& ctx, db::Reader& in, const std::string& receipt) {
  const auto matter = matter_of_receipt(ctx, in, receipt, "");
  if (!matter) return tl::unexpected(matter.error());
  const auto raised = journal::first_entry_of(in, matter->region, matter->id.value, "matter.raise");
  const auto entries = entries_of(in, matter->region, matter->id);
  const auto first =
      std::find_if(entries.begin(), entries.end(), [](const Entry& one) { return one.kind == "raised"; });
  if (ctx.signing_seed.empty() || !raised || first == entries.end()) return refuse(refusals::no_receipt_file);
  const std::string salt = journal::salt_of(*receipt_digits(receipt), ctx.vault.lookup_key());
  journal::Said said = journal::said_in(first->inputs);
  if (journal::digest_of_said(salt, said) != raised->act.before) return refuse(refusals::no_receipt_file);
  return ReceiptFile{matter->code, journal::to_text(journal::make_receipt(ctx.rulebook.id, matter->code, *raised, salt,
                                                                          std::move(said), ctx.signing_seed))};
}

}  // namespace massline::matters
