#include "http/server/request_log.h"

#include <spdlog/spdlog.h>

namespace massline::http {
namespace {

spdlog::string_view_t view(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void log_request(Method method, std::string_view route, int status, double seconds, std::string_view request_id) {
  const auto level = status >= 500 ? spdlog::level::err : spdlog::level::info;
  if (!spdlog::should_log(level)) return;
  spdlog::log(level, "{} {} {} {:.2f} ms {}", view(to_string(method)), view(route), status, seconds * 1e3,
              view(request_id));
}

void log_fault(std::string_view what, std::string_view route, std::string_view request_id) {
  spdlog::error("fault in {} {}: {}", view(route), view(request_id), view(what));
}

}  // namespace massline::http
