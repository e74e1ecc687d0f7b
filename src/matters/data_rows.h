// Where the data of each kind lie, as pieces of SQL for those who ask for them: kept_data.h, ended_matters.h.
#pragma once

#include <string_view>

namespace massline::matters {

/// Over a matter m: "SELECT 1 FROM …" of the rows of the kind that are there, as d.
std::string_view rows_sql(std::string_view data);

/// Over those rows: when each came, by people; empty for kinds that don't tell.
std::string_view came_sql(std::string_view data);

}  // namespace massline::matters
