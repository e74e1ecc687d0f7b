// A rulebook that comes as a ZIP file of its folder.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "rulebook/model.h"

namespace massline::channels {

/// Unpacks the YAML files beside and below rulebook.yaml into a folder of their own, reads and checks them as any
/// rulebook, and removes the folder again.
/// Errors: rulebook_archive_unreadable; rulebook_not_right, once for each problem, with file, line and hint.
/// At most 1,000 files and 16 MiB unpacked.
Result<std::shared_ptr<const rulebook::Rulebook>> read_rulebook_archive(std::string_view zip);

}  // namespace massline::channels
