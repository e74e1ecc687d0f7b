// The same values as JSON or as XML, the way Open311 GeoReport v2 names its elements.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "http/server/message.h"

namespace massline::http {

enum class Open311Format { json, xml };

struct Open311Names {
  std::string_view root;
  std::string_view item;
};

/// XML of a list of objects or of one object; null members become empty elements.
std::string to_xml(const Json& value, const Open311Names& names);

Response open311_reply(Open311Format format, int status, const Json& value, const Open311Names& names);

}  // namespace massline::http
