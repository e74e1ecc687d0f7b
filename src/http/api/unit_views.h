// Units, and acts on them, as the API shows them.
#pragma once

#include "base/json.h"
#include "http/api/application.h"
#include "journal/journal.h"
#include "registry/accounts.h"
#include "registry/units.h"

namespace massline::http {

/// Schema Unit. `within`: the names of its ancestors, from the top.
Json unit_view(const rulebook::Rulebook& rulebook, const registry::Unit& unit, std::int64_t children,
               const std::vector<registry::Unit>& ancestors, Language language);

/// Schema UnitDetail; `session` is null for the public.
Json unit_detail(const Application& application, db::Reader& in, const registry::Unit& unit,
                 const registry::Session* session, Language language);

/// Schema JournalEntry. Persons are told by post and unit.
Json journal_entry_view(const Application& application, db::Reader& in, const journal::Entry& entry, Language language);

}  // namespace massline::http
