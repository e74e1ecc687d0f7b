// What is held on who raised a matter.
#include "retention/rights.h"

#include <algorithm>

#include "base/refusals.h"
#include "journal/erasures.h"
#include "matters/identity_text.h"
#include "matters/kept_data.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "retention/kinds.h"
#include "retention/terms.h"

namespace massline::retention {

namespace {

using matters::Matter;

Json text_or_none(const std::string& text) { return text.empty() ? Json() : Json(text); }

JsonObject contact_view(const matters::Contact& contact) {
  return {{"name", text_or_none(contact.name)},
          {"phone", text_or_none(contact.phone)},
          {"email", text_or_none(contact.email)},
          {"address", text_or_none(contact.address)}};
}

void show_identity(Context& ctx, db::Reader& in, const Matter& matter, HeldKind& held) {
  const std::string sealed = matters::sealed_identity_of(in, matter.region, matter.id);
  if (sealed.empty()) return;
  const auto plain = ctx.vault.open(sealed);
  if (!plain) throw Fault("an identity can't be opened: the vault's key is another");
  const matters::Identity identity = matters::identity_of(*plain);
  held.content.push_back(contact_view(identity.contact));
  for (const auto& representative : identity.representatives) held.content.push_back(contact_view(representative));
}

/// Entries of the timeline that the person sees, as they were given; the others are counted.
void show_entries(db::Reader& in, const Matter& matter, bool messages, HeldKind& held) {
  for (const matters::Entry& entry : matters::entries_of(in, matter.region, matter.id)) {
    if ((entry.kind == "message" || entry.kind == "note") != messages) continue;
    if (!entry.is_public) {
      ++held.internal;
      continue;
    }
    JsonObject said;
    for (const auto& [key, value] : entry.inputs)
      if (!key.starts_with('~')) said.emplace(key, value);
    held.content.push_back(JsonObject{{"at", to_string(entry.at)},
                                      {"kind", entry.kind},
                                      {"step", text_or_none(entry.step)},
                                      {"byYou", entry.by_raiser},
                                      {"inputs", std::move(said)}});
  }
}

void show_requests(db::Reader& in, const Matter& matter, HeldKind& held) {
  for (const auto row :
       in.query("SELECT asked_at, asked_post, reason FROM identity_request WHERE region = $1 AND matter = $2 "
                "ORDER BY id",
                {matter.region, matter.id}))
    held.content.push_back(
        JsonObject{{"at", to_string(row.instant(0))}, {"post", row.text(1)}, {"reason", row.text(2)}});
}

void show_whereabouts(const Matter& matter, HeldKind& held) {
  if (matter.address.empty() && !matter.latitude) return;
  held.content.push_back(JsonObject{{"address", text_or_none(matter.address)},
                                    {"latitude", matter.latitude ? Json(*matter.latitude) : Json()},
                                    {"longitude", matter.longitude ? Json(*matter.longitude) : Json()}});
}

void show_attachments(db::Reader& in, const Matter& matter, HeldKind& held) {
  for (const auto& file : matters::attachments_of(in, matter.region, matter.id)) {
    if (!file.is_public) {
      ++held.internal;
      continue;
    }
    held.content.push_back(JsonObject{{"id", to_string(file.id)},
                                      {"name", file.name},
                                      {"mediaType", file.media_type},
                                      {"size", file.size},
                                      {"at", to_string(file.at)}});
  }
}

void show_appraisals(db::Reader& in, const Matter& matter, HeldKind& held) {
  for (const auto row :
       in.query("SELECT at, comment FROM appraisal WHERE region = $1 AND matter = $2 AND comment <> '' ORDER "
                "BY entry",
                {matter.region, matter.id}))
    held.content.push_back(JsonObject{{"at", to_string(row.instant(0))}, {"comment", row.text(1)}});
}

void show_import_rows(db::Reader& in, const Matter& matter, HeldKind& held) {
  for (const auto row :
       in.query("SELECT source, row_key FROM import_row WHERE region = $1 AND matter = $2", {matter.region, matter.id}))
    held.content.push_back(JsonObject{{"source", row.text(0)}, {"row", row.text(1)}});
}

void show_content(Context& ctx, db::Reader& in, const Matter& matter, HeldKind& held) {
  const std::string& data = held.kind->id;
  if (data == "identity") return show_identity(ctx, in, matter, held);
  if (data == "identity-request") return show_requests(in, matter, held);
  if (data == "statement") return show_entries(in, matter, false, held);
  if (data == "message") return show_entries(in, matter, true, held);
  if (data == "whereabouts") return show_whereabouts(matter, held);
  if (data == "attachment") return show_attachments(in, matter, held);
  if (data == "appraisal-comment") return show_appraisals(in, matter, held);
  if (data == "import-row") return show_import_rows(in, matter, held);
  check(false, "a kind of matters' data");
}

bool is_erased(const HeldKind& held, const Matter& matter) {
  return held.erased_at && (!matter.closed_at || *held.erased_at >= *matter.closed_at);
}

HeldKind held_kind(Context& ctx, db::Reader& in, const Matter& matter, const rulebook::DataKind& kind, bool is_held) {
  HeldKind held;
  held.kind = &kind;
  held.rule = rulebook::retention_rule(ctx.rulebook, kind.id, matter.procedure, ctx.today());
  for (const auto& erasure : journal::erasures_of(in, matter.region, matter.id.value))
    if (erasure.why.data == kind.id) held.erased_at = erasure.at;
  const auto data = matters::data_to_end(in, matter, kind.id);
  // Of what was stripped the rows are still there, with nothing in them.
  if (is_erased(held, matter) && kind.then == "strip" && !data) return held;
  held.rows = matters::rows_kept(in, matter, kind.id);
  show_content(ctx, in, matter, held);
  if (held.rows == 0) return held;
  if (held.rule != nullptr) held.until = end_of(ctx, in, matter, *held.rule, data.value_or(matters::DataToEnd{}));
  if (is_held || (held.rule != nullptr && !held.until))
    held.erasable = Erasable::after_closing;
  else if (held.rule != nullptr && held.rule->on_request)
    held.erasable = Erasable::now;
  else
    held.erasable = Erasable::not_before;
  return held;
}

}  // namespace

Result<HeldOnMatter> held_on_matter(Context& ctx, db::Reader& in, const std::string& receipt, const std::string& code) {
  const auto matter = matters::matter_of_receipt(ctx, in, receipt, code);
  if (!matter) return tl::unexpected(matter.error());
  HeldOnMatter held{matter->code, {}};
  const bool is_held = matters::is_held(in, *matter);
  for (const rulebook::DataKind& kind : kinds())
    if (kind.of_matters) held.kinds.push_back(held_kind(ctx, in, *matter, kind, is_held));
  return held;
}

Result<Done> erase_on_matter(Context& ctx, const std::string& receipt, const std::string& code,
                             const std::vector<std::string>& data) {
  for (const std::string& one : data)
    if (const auto* kind = kind_of(one); kind == nullptr || !kind->of_matters)
      return refuse_field(refusals::field_not_valid, "/data",
                          {{"field", one}, {"expected", "a kind of data"}, {"expected.zh", "数据类别"}});
  return ctx.store.command([&](db::Transaction& tx) -> Result<Done> {
    const auto matter = matters::matter_of_receipt(ctx, tx, receipt, code);
    if (!matter) return tl::unexpected(matter.error());
    const bool is_held = matters::is_held(tx, *matter);
    for (const std::string& one : data) {
      // Each erasing changes the row.
      const auto now = matters::find_matter(tx, matter->region, matter->id);
      const HeldKind held = held_kind(ctx, tx, *now, *kind_of(one), is_held);
      if (held.erasable == Erasable::now) matters::erase_data(ctx, tx, *now, {one, held.rule->id, true});
    }
    return Done{};
  });
}

}  // namespace massline::retention
