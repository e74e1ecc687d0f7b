// Open311 GeoReport v2, without its dress: http/ writes these values as JSON and XML.
//
// Services are the rulebook's topics marked `open311`; a request is a matter of such a topic. What is shown of a
// request is what anybody may know: never contacts, and the text only of matters that are neither confidential nor
// anonymous. Ids are given at once, so no tokens are needed. Source: Open311 GeoReport v2,
// https://wiki.open311.org/GeoReport_v2
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "db/db.h"
#include "journal/context.h"
#include "rulebook/model.h"

namespace massline::channels::open311 {

struct Service {
  std::string service_code;  // the topic's id
  std::string service_name;
  std::string description;
  bool metadata = false;  // true where the definition has attributes
  std::string type = "realtime";
  std::vector<std::string> keywords;
  std::string group;
};
/// In the rulebook's order. `date` tells which versions of the procedures are in force.
std::vector<Service> services(const rulebook::Rulebook& rulebook, Date date, Language language);

struct AttributeValue {
  std::string key, name;
};
struct Attribute {
  bool variable = true;
  std::string code;      // the ask's id; posted as attribute[code]
  std::string datatype;  // string, number, datetime, text, singlevaluelist
  bool required = false;
  std::string datatype_description;  // empty: none
  int order = 0;                     // from 1
  std::string description;
  std::vector<AttributeValue> values;
};
struct Definition {
  std::string service_code;
  std::vector<Attribute> attributes;
};
/// Errors: service_unknown (404).
Result<Definition> definition(const rulebook::Rulebook& rulebook, std::string_view service_code, Date date,
                              Language language);

struct Request {
  std::string service_request_id;  // the matter's code
  bool open = true;
  std::string status_notes;
  std::string service_name;
  std::string service_code;
  std::optional<std::string> description;
  std::string agency_responsible;
  Instant requested_datetime;
  Instant updated_datetime;
  std::optional<Instant> expected_datetime;
  std::string address;     // empty: none
  std::string address_id;  // the place's code; empty: none
  std::optional<double> latitude, longitude;
};

/// The query string as it came; empty: not given.
struct RequestQuery {
  std::string service_request_id{};  // joined by commas; overrides the rest
  std::string service_code{};        // joined by commas
  std::string start_date{}, end_date{};
  std::string status{};  // open, closed
  std::string page{}, page_size{};
};
inline constexpr std::int64_t span_days_max = 90;
inline constexpr int rows_max = 1000;

/// Newest first; without ids at most 90 days and 1,000 rows: with a start only, the 90 days after it; else the 90 days
/// before the end, or before now. Unknown ids and codes are left out.
/// Errors: parameter_not_valid (400), a span of more than 90 days among them.
Result<std::vector<Request>> requests(Context& ctx, db::Reader& in, const RequestQuery& query, Language language);

/// Errors: request_unknown (404).
Result<Request> request(Context& ctx, db::Reader& in, std::string_view service_request_id, Language language);

/// A POST as it came: the form's fields by name, of which the last of a name counts.
struct Post {
  std::map<std::string, std::string> fields;  // api_key, service_code, lat, long, address_string, … attribute[CODE]
  Language language = Language::en;
};
struct Created {
  std::string service_request_id;  // the matter's code
  std::string service_notice;      // what the person is told, and the receipt
  std::string receipt;             // the 16 digits with which the person follows it
};
/// Raises the matter; the unit that answers for the client's key gives the place where neither address_id, zipcode nor
/// address_string names one. Errors: api_key_missing, api_key_not_valid (403); service_unknown (404); location_missing,
/// parameter_not_valid, and what raising a matter refuses (400).
Result<Created> post(Context& ctx, const Post& request);

/// The HTTP status of a refusal, as the standard has it: 400, 403, 404, 405 or, where it names none, the nearest.
int status_of(const Refusal& refusal);

}  // namespace massline::channels::open311
