// The typed inputs of a step, or of raising: checked against what is asked for, all problems at once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "db/db.h"
#include "matters/matter.h"
#include "registry/units.h"
#include "rulebook/model.h"

namespace massline::matters {

/// Problems of fields, gathered. The first becomes the refusal, the rest stand in its `others`.
class Problems {
 public:
  void add(tl::unexpected<Refusal> refusal) { list_.push_back(std::move(refusal.value())); }
  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  tl::unexpected<Refusal> take();

 private:
  std::vector<Refusal> list_;
};

struct CheckedInputs {
  JsonObject values;                            // in the form in which they are kept; nothing that was left empty
  std::vector<Party> parties;                   // from the asks that carry a role
  std::map<std::string, registry::Unit> units;  // of the asks for a unit or place

  std::string text(std::string_view ask) const;
  std::int64_t number(std::string_view ask) const;
};

/// Checks text that somebody typed: UTF-8, no control characters, trimmed, at most `max` code points (0: 20,000).
/// An empty text is fine here. `field` is a JSON pointer, `title` what people call it.
std::string checked_text(Problems& problems, const std::string& text, std::size_t max, const std::string& field,
                         const rulebook::LocalText& title);

/// `matter` (empty while it is raised) tells which files count.
CheckedInputs check_inputs(db::Reader& in, const std::vector<rulebook::Ask>& asks, const JsonObject& inputs, Date today,
                           RegionId region, MatterId matter, Problems& problems);

/// What people call a field, as a refusal's parameters.
Parameters field_parameters(const rulebook::LocalText& title);

}  // namespace massline::matters
