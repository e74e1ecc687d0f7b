// Matters to look at in a sample: raised and handled by the commands that everybody uses, at times of the last weeks
// (samples/county-matters.yaml says its form).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/sample.h"
#include "journal/context.h"

namespace massline::cli {

struct SampleReceipt {
  std::string code, receipt;
  std::string about;  // the beginning of what was said
};

struct SampleMatters {
  std::size_t count = 0;
  std::vector<SampleReceipt> receipts;  // of those that the file shows
};

/// The organisation must be there before its matters: this is how long.
inline constexpr std::chrono::days sample_matters_since{60};

/// Raises the matters of the file and takes their steps in the order of time, moving `clock` (the context's own) from
/// where it stands to `now`; deadlines that pass on the way are noticed. Throws UserError naming file and line.
SampleMatters create_sample_matters(Context& ctx, ManualClock& clock, Instant now, const std::filesystem::path& file,
                                    const SampleOrganisation& organisation);

}  // namespace massline::cli
