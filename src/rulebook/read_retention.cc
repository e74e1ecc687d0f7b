// retention.yaml: how long which personal data are kept.
#include "rulebook/draft.h"

namespace massline::rulebook {

namespace {

void read_rule(const YamlNode& item, Draft& draft) {
  Problems& problems = draft.problems;
  Fields fields(item, "a rule of retention", problems);
  RetentionDraft rule;
  RetentionRule& value = rule.value;
  const YamlNode* id = fields.required("id", "…");
  value.id = read_id(id, problems);
  rule.at = id == nullptr ? item.at : id->at;
  value.title = read_local_text(fields.required("title", text_example), problems);
  value.summary = read_local_text(fields.optional("summary"), problems);
  value.source = read_source(fields.required("source", "{document: …, place: …}"), problems);
  value.in_force = read_period(fields.required("in-force", "{from: 2022-05-01}"), problems);
  value.jurisdiction = read_jurisdiction(fields.required("jurisdiction", "CN"), problems);
  value.data = read_id(fields.required("data", "identity"), problems);
  const auto procedures = read_words(fields.optional("procedures"), 1, problems);
  draft.refer(RefKind::procedure, procedures);
  value.procedures = texts_of(procedures);
  const YamlNode* keep = fields.required("keep", "36 months");
  value.keep = read_length(keep, problems);
  if (keep != nullptr && value.keep.unit == LengthUnit::working_days)
    problems.add(keep->at, "Data are kept for days or months, and not by the working calendar.",
                 "Write 30 days or 36 months.");
  value.after = read_id(fields.required("after", "closed"), problems);
  value.then = read_one_of(fields.required("then", "erase"), {"erase", "strip"}, "what is done with data", problems);
  value.on_request = read_flag(fields.optional("on-request"), false, problems);
  fields.finish();
  draft.retention.push_back(std::move(rule));
}

bool share_a_procedure(const RetentionRule& one, const RetentionRule& other) {
  if (one.procedures.empty() || other.procedures.empty()) return one.procedures.empty() && other.procedures.empty();
  for (const auto& procedure : one.procedures)
    for (const auto& candidate : other.procedures)
      if (procedure == candidate) return true;
  return false;
}

}  // namespace

void read_retention(const YamlNode& root, Draft& draft) {
  Fields fields(root, "the rules of retention", draft.problems);
  read_list(fields.required("rules", "[{id: …, data: …}]"), 1, draft.problems,
            [&](const YamlNode& item) { read_rule(item, draft); });
  fields.finish();
}

void check_retention_versions(Draft& draft) {
  const auto& all = draft.retention;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const RetentionRule& one = all[i].value;
      const RetentionRule& other = all[j].value;
      if (one.id == other.id || (one.data == other.data && share_a_procedure(one, other)))
        report_overlap(one.id == other.id ? one.id : one.data, one.in_force, all[i].at, other.in_force, all[j].at,
                       draft.problems);
    }
}

}  // namespace massline::rulebook
