// A session as the API shows it, and the answer to whoever has just signed in, by whichever way.
#pragma once

#include "base/json.h"
#include "http/api/application.h"
#include "http/server/message.h"
#include "registry/sign_in.h"

namespace massline::http {

/// Outlives the session: lets a browser that signed in before past attempts from elsewhere.
inline constexpr std::string_view device_cookie = "massline_device";
inline constexpr std::size_t code_length_max = 40;  // characters

Json session_view(const Application& application, const registry::Session& session, Language language);

/// The text of a Set-Cookie header, for this site and no script; `seconds` 0 ends it.
std::string cookie(std::string_view name, std::string_view value, std::string_view path, std::int64_t seconds,
                   bool secure);

registry::Caller caller_of(const Request& request);

/// Sets the cookies of session and device.
void set_signed_in(Response& response, const Application& application, const registry::SignedIn& signed_in);
Response signed_in_reply(const Application& application, const Result<registry::SignedIn>& signed_in,
                         Language language);

}  // namespace massline::http
