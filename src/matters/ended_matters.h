// Which closed matters the job that ends personal data has still to look at, so that a run costs what falls due anew
// and what is held back, however many matters ended before.
//
// For each procedure and kind of data there is a mark: all matters closed up to it were read. Those with data of the
// kind that can end, now or later, are on a list, each with the day to look at it. Whoever writes to a closed matter
// calls look_again(). So at any time a matter that has something to end is behind the mark or on the list.
//
// Commands run in the transaction they are given, and throw db::Error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/db.h"
#include "matters/matter.h"

namespace massline::matters {

/// What one mark and one list are of.
struct EndingKey {
  RegionId region;
  std::string procedure;
  std::string data;  // a kind of matters' data
};

/// Up to where matters were read, by closing, and under which terms the days of the list were worked out.
struct EndingMark {
  Instant closed_at;
  MatterId matter;
  std::string terms;  // empty before the first matter was passed; then nothing is listed either

  bool has_passed(const Matter& other) const {
    return other.closed_at && std::pair(*other.closed_at, other.id) <= std::pair(closed_at, matter);
  }
};
/// Before the first run: a mark that has passed nothing.
EndingMark ending_mark(db::Reader& in, const EndingKey& key);

/// The next matters behind the mark that were closed before `closed_before` and have data of the kind, in the order of
/// their closing; at most `limit`.
std::vector<MatterId> matters_behind(db::Reader& in, const EndingKey& key, const EndingMark& mark,
                                     Instant closed_before, int limit);
/// Moves the mark over the next `limit` matters, and lists those of them that have data of the kind. Gives how many it
/// passed. `terms`: of a mark that is new.
/// Reading and moving are one transaction: a matter that is closed meanwhile, with an earlier moment, can't be missed.
int pass_matters(db::Transaction& tx, const EndingKey& key, const std::string& terms, Instant closed_before, int limit);
/// Whether there is one to pass.
bool has_matters_behind(db::Reader& in, const EndingKey& key, const EndingMark& mark, Instant closed_before);

struct ListedMatter {
  Date look_on{};
  MatterId matter;
};
/// Those to look at on `until` or before, by that day and then by id, behind `after`.
std::vector<ListedMatter> listed_matters(db::Reader& in, const EndingKey& key, Date until, const ListedMatter& after,
                                         int limit);
void list_for(db::Transaction& tx, const EndingKey& key, MatterId matter, Date look_on);
void take_off_list(db::Transaction& tx, const EndingKey& key, MatterId matter);
/// Has all on the list looked at at the next run, `limit` of them at once: true when none is left that waits.
bool look_at_all(db::Transaction& tx, const EndingKey& key, int limit);
/// The terms that the list goes by from now on.
void set_terms(db::Transaction& tx, const EndingKey& key, const std::string& terms);

/// Something was written to the matter: where its closing was passed, its kinds are looked at again. Nothing for one
/// that is open. Cost: one statement, by the primary key.
void look_again(db::Transaction& tx, const Matter& matter);

/// Data of the kind that a matter still has to end: nothing where there are none, or where they were erased since it
/// was closed and nothing came after.
struct DataToEnd {
  std::optional<Instant> came;  // when the first of them came; nothing for kinds that don't tell
  bool rest_erased = false;     // what came before it was erased since the matter was closed
};
std::optional<DataToEnd> data_to_end(db::Reader& in, const Matter& matter, std::string_view data);

}  // namespace massline::matters
