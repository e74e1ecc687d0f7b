#include "matters/identity_text.h"

#include "base/json.h"
#include "base/json_writer.h"

namespace massline::matters {

namespace {

void write(JsonWriter& out, const Contact& contact) {
  out.begin_object();
  out.member("address", contact.address);
  out.member("email", contact.email);
  out.member("name", contact.name);
  out.member("phone", contact.phone);
  out.end_object();
}

Contact contact_of(const Json& json) {
  const auto part = [&](std::string_view key) {
    const Json* value = json.find(key);
    return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
  };
  return {part("name"), part("phone"), part("email"), part("address")};
}

}  // namespace

std::string to_text(const Identity& identity) {
  JsonWriter out;
  out.begin_object();
  out.key("contact");
  write(out, identity.contact);
  out.key("representatives");
  out.begin_array();
  for (const Contact& contact : identity.representatives) write(out, contact);
  out.end_array();
  out.end_object();
  return out.take();
}

Identity identity_of(std::string_view text) {
  const auto json = parse_json(text);
  check(json.has_value(), "an identity holds JSON that this program wrote");
  Identity identity;
  if (const Json* contact = json->find("contact")) identity.contact = contact_of(*contact);
  if (const Json* list = json->find("representatives"); list != nullptr && list->array() != nullptr)
    for (const Json& item : *list->array()) identity.representatives.push_back(contact_of(item));
  return identity;
}

}  // namespace massline::matters
