// The rows of a new matter, made before the writer is asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "matters/clocks.h"
#include "matters/matter_table.h"
#include "matters/raise_checks.h"
#include "matters/raise_matter.h"

namespace massline::matters {

/// What is beside the rows that many matters have alike.
struct RaiseRest {
  RegionId region;
  MatterId matter;
  std::vector<Party> parties;
  std::vector<std::string> words;
};

struct PreparedRaise {
  NewRows rows;
  RaiseRest rest;
  journal::Act act;
  db::Values kept_answer;    // what a key of the request gets again; empty without one
  bool went_higher = false;  // the natural unit is kept from it
  RaisedMatter result;
};

struct PreparedRaises {
  NewRows rows;
  std::vector<RaiseRest> rests;
  std::vector<journal::Act> acts;
};

/// What a new matter is made of, by whichever way it came.
struct NewMatter {
  const rulebook::Procedure* procedure = nullptr;
  const rulebook::Topic* topic = nullptr;
  registry::Unit place;
  bool place_given = false;
  Instant raised_at;
  std::string channel;
  Language language = Language::zh;
  std::string address;
  std::optional<double> latitude, longitude;
  CheckedInputs inputs;
  Identity identity;
  std::string sealed_identity;  // instead of `identity`, where it was sealed before
  bool has_contact = false;
  bool anonymous = false;
  bool confidential = false;
  std::int64_t group_size = 1;
  std::string receipt;  // 16 digits
  std::string receipt_hash;
  journal::By by;
};

/// Routes it, starts its clocks and makes the rows; refuses nobody_answers. The region is the place's, or `region`
/// where that is given.
Result<PreparedRaisePtr> make_rows(Context& ctx, db::Reader& in, const NewMatter& matter, RegionId region = {},
                                   const KnownPlaces& known = {}, Texts texts = Texts::made);

/// The clocks of the organisation's that run, as they are promised.
std::vector<ClockPromise> promises_of(Context& ctx, const rulebook::Procedure& procedure,
                                      const std::vector<Clock>& clocks, Language language);

}  // namespace massline::matters
