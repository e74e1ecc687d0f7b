// The live standing as two files of the data folder: the engine's columns (standing.snapshot), and what belongs to
// them: up to which entry of the journal they are current, the classes, who stands where, and what was done
// (standing.register). Each holds only with the other, with this database and with these duties.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "duties/board.h"

namespace massline::duties {

/// What the writer keeps beside the board.
struct LiveState {
  struct Head {
    std::int64_t seq = 0;
    std::string hash;  // of the journal's entry
    bool operator==(const Head&) const = default;
  };
  std::map<RegionId, Head> seen;   // the journal's entries that the board knows
  std::array<Classes, 3> classes;  // by Ower, numbered as in the standing
  Classes activity_classes;
  std::array<std::size_t, 3> classes_compiled{};  // the first of each, with which the plan was compiled
  std::size_t activity_classes_compiled = 0;
  Deeds deeds;
  bool columns_only = false;  // the members of a simulated country have no rows
};

/// The last entry of the journal in each region.
std::map<RegionId, LiveState::Head> journal_heads(db::Reader& in);
/// Whether the journal goes on from these entries: it is the one of the same database.
bool continues(const std::map<RegionId, LiveState::Head>& seen, db::Reader& in);

struct LiveFile {
  std::shared_ptr<Board> board;
  LiveState state;
};

/// Throws Fault where the disk fails. Nothing may change the board meanwhile; readers go on.
void save_live(const std::filesystem::path& folder, const Board& board, const LiveState& state);

/// Errors: refuses (standing::refusals::snapshot_unreadable) where a file is missing, cut off, of another version, of
/// other duties or another database, or a byte is wrong. The caller builds anew.
Result<LiveFile> load_live(const std::filesystem::path& folder, const std::vector<rulebook::Duty>& duties,
                           db::Reader& in);

/// Whether the files there are those of a country whose members have no rows: to build anew would lose them.
bool is_columns_only(db::Reader& in);
inline constexpr const char* columns_only_setting = "standing.columns-only";

}  // namespace massline::duties
