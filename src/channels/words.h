// The names by which columns are known, in English and Chinese.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace massline::channels {

/// Which column is likely to hold which field of an import: field → column. A column is given to one field only.
std::map<std::string, std::string> suggest_columns(const std::vector<std::string>& columns);

/// A name as it is compared: folded, without blanks, punctuation and what stands in parentheses.
std::string plain_name(std::string_view name);

/// The names with commas between them; the first thirty of many.
std::string joined(const std::vector<std::string>& names);

/// The column that a reject file adds.
std::string_view reason_column(Language language);
bool is_reason_column(std::string_view name);

}  // namespace massline::channels
