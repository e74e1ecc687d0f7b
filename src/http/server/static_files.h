// The files of the web pages, served from one folder.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "http/server/message.h"
#include "http/server/problems.h"
#include "http/server/router.h"

namespace massline::http {

/// "text/javascript; charset=utf-8" for .js; application/octet-stream for endings that it does not know.
std::string_view content_type_of(std::string_view file_name);

/// A handler for Router::set_fallback(): files of `folder`, index.html for page addresses (paths whose last segment
/// has no ending), 404 under the prefixes of `not_pages` ("/api", "/open311") and for files that are not there.
/// ETag and If-None-Match; /assets/… may be kept for a year, all else is asked for again; NAME.br or NAME.gz is sent
/// to clients that take it. Nothing outside the folder is ever served, not through symbolic links either.
/// Errors: Fault if the folder does not exist.
Handler static_files(const std::filesystem::path& folder, std::vector<std::string> not_pages,
                     ProblemWriter write_problem = default_problem);

}  // namespace massline::http
