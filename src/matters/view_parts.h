// Pieces of which the views of a matter are made.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "journal/context.h"
#include "matters/clocks.h"
#include "matters/matter.h"
#include "matters/matter_views.h"
#include "registry/units.h"

namespace massline::matters {

/// Names, each looked up once.
class Names {
 public:
  Names(Context& ctx, db::Reader& in, Language language) : ctx_(ctx), in_(in), language_(language) {}

  /// Looks all of these up with one query.
  void fetch(std::vector<UnitId> units);
  std::string unit(UnitId id);  // "" for the empty id
  UnitRef unit_ref(UnitId id);
  std::string person(PersonId id);  // "" for the empty id
  std::string post(const std::string& kind) const;
  Language language() const { return language_; }

 private:
  const UnitRef& fetched(UnitId id);

  Context& ctx_;
  db::Reader& in_;
  Language language_;
  std::map<UnitId, UnitRef> units_;
  std::map<PersonId, std::string> people_;
};

ClockView clock_view(Context& ctx, const rulebook::Procedure& procedure, const Clock& clock, Language language);
std::vector<AnswerView> answer_views(Names& names, const rulebook::Procedure& procedure,
                                     const std::vector<Answer>& answers);

enum class Audience { raiser, staff };
EntryView entry_view(Context& ctx, Names& names, const Matter& matter, const rulebook::Procedure& procedure,
                     const Entry& entry, const std::vector<Attachment>& attachments, Audience audience);

OpenStep open_step(const rulebook::Step& step);

/// "张* · ······34": enough to tell two people apart in talk, not to find them.
std::string masked(const Identity& identity, bool confidential, Language language);

}  // namespace massline::matters
