#include "http/server/security_headers.h"

#include <string>
#include <utility>

namespace massline::http {
namespace {

constexpr std::pair<std::string_view, std::string_view> security_headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
     "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri "
     "'none'; "
     "require-trusted-types-for 'script'; trusted-types default"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy",
     "accelerometer=(), camera=(), geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), payment=(), "
     "usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
};

bool sets_any(const Headers& headers) {
  for (const auto& [name, value] : security_headers)
    if (headers.has(name)) return true;
  return false;
}

}  // namespace

void append_security_headers(const Headers& own, std::string& out) {
  static const std::string all = [] {
    std::string lines;
    for (const auto& [name, value] : security_headers) lines.append(name).append(": ").append(value).append("\r\n");
    return lines;
  }();
  if (!sets_any(own)) {
    out.append(all);
    return;
  }
  for (const auto& [name, value] : security_headers)
    if (!own.has(name)) out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace massline::http
