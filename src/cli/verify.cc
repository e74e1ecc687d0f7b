#include <fmt/format.h>

#include "activities/activity_table.h"
#include "cli/commands.h"
#include "journal/journal.h"
#include "matters/digests.h"
#include "registry/digests.h"

namespace massline::cli {

int run_verify(const DataOptions& options) {
  Runtime runtime(options);
  Context& ctx = runtime.context();
  const auto report = ctx.store.read([](db::Reader& in) {
    return journal::verify(in, [](db::Reader& reader, RegionId region, const std::string& kind, std::int64_t id) {
      auto digest = matters::digest_of(reader, region, kind, id);
      if (!digest) digest = activities::digest_of(reader, region, kind, id);
      return digest ? digest : registry::digest_of(reader, region, kind, id);
    });
  });
  if (report.broken) {
    fmt::print("The journal does NOT hold. First place: region {}, entry {}: {}\n", to_string(report.broken->region),
               report.broken->seq, report.broken->what);
    return 1;
  }
  fmt::print("The journal holds: {} entries in {} region(s), {} rows as their last act left them.\n", report.entries,
             report.regions, report.subjects);
  return 0;
}

}  // namespace massline::cli
