// Raising a matter: the one way in, for every channel.
//
// What takes time (checks, the route, the receipt, the digests) is prepared on the caller's thread; what remains for
// the one writer is SQL alone. `raise_matter` waits until the matter is on disk; `raise_matter_async` answers on the
// writer thread; `prepare_raise` and `apply_raise` let an import put many into one transaction.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/json.h"
#include "journal/context.h"
#include "matters/matter.h"
#include "matters/once.h"
#include "matters/place_memo.h"

namespace massline::matters {

/// What somebody raises. `viewer` tells who enters it: nobody (the person themself, through a channel of their own), or
/// a post with the capability intake, which may also give another channel and the day the paper came.
struct RaiseRequest {
  std::string procedure;  // this, or the topic's
  std::string topic;
  UnitId place;  // may be empty: the organisation's root
  std::string address;
  std::optional<double> latitude, longitude;
  JsonObject inputs;  // the asks of the procedure's `raise`
  bool anonymous = false;
  bool confidential = false;
  Contact contact;
  std::int64_t group_size = 1;
  std::vector<Contact> representatives;
  std::string language;  // "en", "zh"; empty: the rulebook's default
  std::string channel = "web";
  std::optional<Date> raised_on;  // by staff only; not after today
  std::optional<Instant>
      raised_at;  // by staff only, where the time is known too: counts instead of raised_on; not after now
  std::optional<Once> once;
};

struct UnitRef {
  UnitId id;
  std::string name;
  std::string kind;
};

struct ClockPromise {
  std::string name;
  std::string title;
  Instant due;
  Date due_day{};
  std::string because;
};

struct RaisedMatter {
  RegionId region;
  MatterId id;
  std::string code;
  std::string receipt;    // 16 digits; shown this once
  std::string procedure;  // its id
  std::string procedure_title;
  UnitRef unit;
  std::vector<ClockPromise> clocks;  // those that the organisation owes
  std::string told;                  // what the person is told
};

/// Rows ready to be written.
struct PreparedRaise;
struct PreparedDeleter {
  void operator()(PreparedRaise* prepared) const;
};
using PreparedRaisePtr = std::unique_ptr<PreparedRaise, PreparedDeleter>;

/// Whether RaisedMatter has its texts: `left_out` saves putting them together where nobody is told at once.
enum class Texts { made, left_out };

/// Checks and prepares; refuses with every field at fault (Refusal::others).
/// Does not look at request.once: see raise_matter.
Result<PreparedRaisePtr> prepare_raise(Context& ctx, db::Reader& in, const access::Viewer& viewer,
                                       const RaiseRequest& request, PlaceMemo* memo = nullptr,
                                       Texts texts = Texts::made);
/// What the person gets once `prepared` is on disk.
const RaisedMatter& raised_by(const PreparedRaise& prepared);
/// Writes the rows, the journal and the index. SQL only; may be run twice.
void apply_raise(Context& ctx, db::Transaction& tx, const PreparedRaise& prepared);

/// Many, put together so that the writer has nothing left to do but to write them.
struct PreparedRaises;
struct PreparedRaisesDeleter {
  void operator()(PreparedRaises* prepared) const;
};
using PreparedRaisesPtr = std::unique_ptr<PreparedRaises, PreparedRaisesDeleter>;
/// By id, so that the rows come to stand behind each other in the tables. Of each, RaisedMatter stays; all else goes
/// over.
PreparedRaisesPtr put_together(std::vector<PreparedRaise*> prepared);
/// Takes out what is not to be written after all.
void leave_out(PreparedRaises& prepared, const std::set<MatterId>& matters);
/// As apply_raise, in their order.
void apply_raises(Context& ctx, db::Transaction& tx, const PreparedRaises& prepared);

/// The same request with the same key gives the same answer again.
Result<RaisedMatter> raise_matter(Context& ctx, const access::Viewer& viewer, const RaiseRequest& request);

/// Refuses on the caller's thread; else answers on the writer's thread, which must not be held up.
using RaiseDone = std::function<void(Result<RaisedMatter>, std::exception_ptr error)>;
/// Told on the caller's thread what `done` will be given if all goes well, so that the words of the answer are not
/// looked for on the writer's.
using RaiseReady = std::function<void(const RaisedMatter&)>;
void raise_matter_async(Context& ctx, const access::Viewer& viewer, const RaiseRequest& request, RaiseDone done,
                        const RaiseReady& on_ready = {}, PlaceMemo* memo = nullptr);

/// The same where the memo and the request tell all that has to be known. False, and nothing done, where the database
/// is needed: for that, raise_matter_async. Of the person themself alone, and without `once`. Cost: some ten
/// microseconds; never waits.
bool raise_from_memory(Context& ctx, const RaiseRequest& request, RaiseDone done, const RaiseReady& on_ready,
                       PlaceMemo& memo);

/// Who would answer for it and by when; nothing is kept, and only place, procedure or topic, and the accused units
/// among the inputs count.
struct RaisePreview {
  std::string procedure;
  std::string procedure_title;
  UnitRef unit;
  std::vector<ClockPromise> clocks;
  std::string note;  // that it goes higher since the natural unit is accused; else empty
};
Result<RaisePreview> preview_raise(Context& ctx, db::Reader& in, const RaiseRequest& request);

}  // namespace massline::matters
