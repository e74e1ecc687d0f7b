#include "matters/data_rows.h"

#include "base/result.h"

namespace massline::matters {

std::string_view rows_sql(std::string_view data) {
  if (data == "identity") return "SELECT 1 FROM identity d WHERE d.region = m.region AND d.matter = m.id";
  if (data == "identity-request")
    return "SELECT 1 FROM identity_request d WHERE d.region = m.region AND d.matter = m.id";
  if (data == "statement")
    return "SELECT 1 FROM entry d WHERE d.region = m.region AND d.matter = m.id AND d.kind NOT IN ('message', 'note')";
  if (data == "message")
    return "SELECT 1 FROM entry d WHERE d.region = m.region AND d.matter = m.id AND d.kind IN ('message', 'note')";
  if (data == "whereabouts")
    return "SELECT 1 FROM matter d WHERE d.region = m.region AND d.id = m.id AND (d.address IS NOT NULL OR d.latitude "
           "IS "
           "NOT NULL)";
  if (data == "attachment") return "SELECT 1 FROM attachment d WHERE d.region = m.region AND d.matter = m.id";
  if (data == "appraisal-comment")
    return "SELECT 1 FROM appraisal d WHERE d.region = m.region AND d.matter = m.id AND d.comment <> ''";
  if (data == "import-row") return "SELECT 1 FROM import_row d WHERE d.region = m.region AND d.matter = m.id";
  check(false, "a kind of matters' data");
  return "";
}

std::string_view came_sql(std::string_view data) {
  if (data == "identity-request") return "d.asked_at";
  if (data == "statement") return "CASE WHEN d.kind NOT IN ('system', 'clock') THEN d.at END";
  if (data == "message" || data == "attachment" || data == "appraisal-comment") return "d.at";
  return "";
}

}  // namespace massline::matters
