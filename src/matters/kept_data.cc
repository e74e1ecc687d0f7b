#include "matters/kept_data.h"

#include "base/result.h"
#include "journal/journal.h"
#include "matters/data_rows.h"
#include "matters/digests.h"
#include "matters/matter_table.h"
#include "matters/matter_work.h"
#include "matters/raise_checks.h"

namespace massline::matters {

namespace {

/// In SQL over a matter m: something that keeps its data from being erased.
constexpr std::string_view held_sql =
    "(m.state = 0 OR EXISTS (SELECT 1 FROM clock c WHERE c.region = m.region AND c.matter = m.id AND c.state < 2) "
    "OR EXISTS (SELECT 1 FROM matter j WHERE j.region = m.region AND j.id = m.joined_to AND j.state = 0) "
    "OR EXISTS (SELECT 1 FROM link l JOIN matter o ON o.region = l.region AND o.id = l.other WHERE l.region = m.region "
    "AND l.matter = m.id AND l.kind = 'opened' AND o.state = 0))";

/// Keeps what the program put there (units, dates, events) and takes what people wrote.
void strip_entries(db::Transaction& tx, const Matter& matter, bool messages) {
  for (const Entry& entry : entries_of(tx, matter.region, matter.id)) {
    if ((entry.kind == "message" || entry.kind == "note") != messages) continue;
    JsonObject kept;
    for (const auto& [key, value] : entry.inputs)
      if (key.starts_with('~')) kept.emplace(key, value);
    tx.execute("UPDATE entry SET inputs = $4 WHERE region = $1 AND matter = $2 AND id = $3",
               {matter.region, matter.id, entry.id, to_text(Json(kept))});
  }
}

void strip_statement(Context& ctx, db::Transaction& tx, Matter& matter) {
  strip_entries(tx, matter, false);
  tx.execute("UPDATE answer SET reasons = '', remedy = '' WHERE region = $1 AND matter = $2",
             {matter.region, matter.id});
  const Language language = matter.language == "zh" ? Language::zh : Language::en;
  matter.title = title_of(procedure_of(ctx.rulebook, matter), ctx.rulebook.topic(matter.topic), {}, language);
}

void drop_attachments(db::Transaction& tx, const Matter& matter) {
  for (const Attachment& attachment : attachments_of(tx, matter.region, matter.id))
    journal::drop_file(tx, matter.region, attachment.digest);
  tx.execute("DELETE FROM attachment WHERE region = $1 AND matter = $2", {matter.region, matter.id});
}

void drop_rows(db::Transaction& tx, const char* table, const Matter& matter) {
  tx.execute(std::string("DELETE FROM ") + table + " WHERE region = $1 AND matter = $2", {matter.region, matter.id});
}

void erase_kind(Context& ctx, db::Transaction& tx, Matter& matter, std::string_view data) {
  if (data == "identity") return drop_rows(tx, "identity", matter);
  if (data == "identity-request") return drop_rows(tx, "identity_request", matter);
  if (data == "import-row") return drop_rows(tx, "import_row", matter);
  if (data == "attachment") return drop_attachments(tx, matter);
  if (data == "statement") return strip_statement(ctx, tx, matter);
  if (data == "message") return strip_entries(tx, matter, true);
  if (data == "appraisal-comment") {
    tx.execute("UPDATE appraisal SET comment = '' WHERE region = $1 AND matter = $2", {matter.region, matter.id});
    return;
  }
  check(data == "whereabouts", "a kind of matters' data");
  matter.address.clear();
  matter.latitude.reset();
  matter.longitude.reset();
}

rulebook::DataKind kind(std::string id, std::string en, std::string zh, std::vector<std::string> tables,
                        std::string then) {
  // How an identity was opened is the record of what was done to the person; by which row it came belongs to the
  // import.
  const bool on_request = id != "identity-request" && id != "import-row";
  return {std::move(id),     {std::move(en), std::move(zh)},
          std::move(tables), {"closed", "emergency-ended"},
          std::move(then),   true,
          on_request};
}

}  // namespace

std::vector<rulebook::DataKind> kept_data() {
  std::vector<rulebook::DataKind> kinds{
      kind("identity", "Name and contact of who raised a matter", "提出人姓名和联系方式", {"identity"}, "erase"),
      kind("identity-request", "Requests to open who raised a matter, with their reasons", "查看提出人身份的申请及理由",
           {"identity_request"}, "erase"),
      kind("statement", "What was said in a matter, in its steps and in its answers", "事项内容、办理记录和答复文字",
           {"matter", "entry", "answer", "search_text", "search_pending"}, "strip"),
      kind("message", "Messages and notes of a matter", "事项的留言和内部备注", {"entry"}, "strip"),
      kind("whereabouts", "Address and point on the map of a matter", "事项的详细地址和地图位置", {"matter"}, "erase"),
      kind("attachment", "Files of a matter", "事项的附件", {"attachment", "unneeded_file"}, "erase"),
      kind("appraisal-comment", "What was written beside an appraisal", "评价附言", {"appraisal"}, "strip"),
      kind("import-row", "By which row of which file a matter was imported", "导入事项的来源行标识", {"import_row"},
           "erase")};
  kinds.push_back({"kept-answer",
                   {"Answers kept for requests that are sent twice, sealed", "为重复请求保存的（加密）应答"},
                   {"idempotency"},
                   {"answered"},
                   "erase",
                   false});
  return kinds;
}

bool is_held(db::Reader& in, const Matter& matter) {
  static const std::string sql =
      "SELECT 1 FROM matter m WHERE m.region = $1 AND m.id = $2 AND " + std::string(held_sql);
  return !in.query(sql, {matter.region, matter.id}).empty();
}

std::int64_t rows_kept(db::Reader& in, const Matter& matter, std::string_view data) {
  std::string rows(rows_sql(data));
  rows.replace(0, std::string_view("SELECT 1").size(), "SELECT COUNT(*) AS rows_there");
  return in.query("SELECT (" + rows + ") FROM matter m WHERE m.region = $1 AND m.id = $2", {matter.region, matter.id})
      .row(0)
      .integer(0);
}

std::int64_t erase_data(Context& ctx, db::Transaction& tx, Matter matter, const journal::Ending& why) {
  const std::int64_t rows = rows_kept(tx, matter, why.data);
  if (rows == 0) return 0;
  std::string before = digest_of_matter(tx, matter);
  erase_kind(ctx, tx, matter, why.data);
  // Digests of what the row was stand in the journal: without the old salt nobody can try out what that may have been.
  matter.salt = ctx.random.bytes(16);
  matter.updated_at = ctx.clock.now();
  check(update_matter(tx, matter, Version::next), "the one writer has the newest version");
  if (why.data == "statement" || why.data == "message" || why.data == "whereabouts")
    tx.index_text(matter.region, matter.id.value, indexed_words_of(tx, procedure_of(ctx.rulebook, matter), matter),
                  db::Indexed::replaced_at_once);
  journal::record_erasure(tx, {matter.region, "matter", matter.id.value, why, matter.updated_at}, rows, matter.code,
                          std::move(before), digest_of_matter(tx, matter));
  return rows;
}

std::int64_t erase_answers(db::Transaction& tx, RegionId region, Instant before) {
  return tx.execute_counted("DELETE FROM idempotency WHERE region = $1 AND at < $2", {region, before});
}

std::int64_t count_answers(db::Reader& in, RegionId region, Instant before) {
  return in.query("SELECT COUNT(*) FROM idempotency WHERE region = $1 AND at < $2", {region, before}).row(0).integer(0);
}

}  // namespace massline::matters
