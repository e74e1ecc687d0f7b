// Where a rule comes from, in the reader's language.
//
// A rulebook writes a document as "Petition Work Regulations 2022 (信访工作条例)": the English title and, in brackets,
// the Chinese one. Readers of Chinese see 《信访工作条例》第34条; readers of English see both titles, so that they can
// find the text. What has no Chinese title stays as it is written. A place may be written in both languages likewise;
// English readers see the English then. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace massline::rulebook {

/// "信访工作条例" for "Petition Work Regulations 2022 (信访工作条例)".
std::string document_in(std::string_view document, Language language);

/// "第34条" for "Art. 34", "第21至29条" for "Art. 21-29", "第46条（6）" for "Art. 46(6)".
std::string place_in(std::string_view place, Language language);

/// Of a whole citation, as Source::text() writes it.
std::string citation_in(std::string_view citation, Language language);

}  // namespace massline::rulebook
