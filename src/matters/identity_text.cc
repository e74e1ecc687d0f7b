#include "matters/identity_text.h"

#include "base/json.h"

namespace massline::matters {

namespace {

Json contact_json(const Contact& contact) {
  return JsonObject{
      {"name", contact.name}, {"phone", contact.phone}, {"email", contact.email}, {"address", contact.address}};
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
  JsonArray representatives;
  for (const Contact& contact : identity.representatives) representatives.push_back(contact_json(contact));
  return massline::to_text(
      JsonObject{{"contact", contact_json(identity.contact)}, {"representatives", std::move(representatives)}});
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
