// Every reading of a matter by staff is an act: journalled before the page is answered, once an hour for each person,
// post and matter. And the other side of it: the person who raised the matter sees who saw it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "journal/context.h"
#include "journal/journal.h"

namespace massline::matters {

/// Which readings of the last hour are journalled, so that reading again costs nothing. Thread-safe.
class ReadingMemo {
 public:
  static constexpr std::int64_t hour_ms = 3'600'000;
  static constexpr std::size_t readings_max =
      200'000;  // beyond it, all is forgotten, and looked up in the journal again

  bool knows(MatterId matter, const journal::By& by, Instant now);
  void keep(MatterId matter, const journal::By& by, Instant at);

 private:
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string>;  // matter, person, unit, post
  std::mutex mutex_;
  std::map<Key, Instant> readings_;
};

/// How the reader stands to the matter, which the journal keeps as the reason.
enum class ReadingReason { responsible, sender, escalated, above, in_hand };
std::string_view reason_name(ReadingReason reason);  // "responsible"

struct StaffReading {
  RegionId region;
  MatterId matter;
  journal::By by;
  ReadingReason reason = ReadingReason::responsible;
};
/// On disk when this returns, unless an act of the last hour says the same. Throws db::Error: then the page must not be
/// shown.
void record_reading(Context& ctx, ReadingMemo& memo, const StaffReading& reading);

/// One line of "who saw me".
struct SeenLine {
  std::int64_t seq = 0;  // of the journal
  Instant at;
  std::string what;    // "read", "identity-opened", "identity-asked", "identity-agreed", "worked"
  std::string post;    // title
  std::string unit;    // name
  std::string person;  // name; empty unless the rulebook has names shown
  std::string why;     // of a reading a name of ReadingReason; of an opening the reason that was given
};
struct SeenPage {
  std::vector<SeenLine> lines;  // newest first
  std::int64_t next = 0;        // before_seq of the next page; 0: none
};
/// Not found for a receipt that opens nothing.
Result<SeenPage> who_saw(Context& ctx, db::Reader& in, const std::string& receipt, const std::string& code,
                         std::int64_t before_seq, int limit, Language language);

}  // namespace massline::matters
