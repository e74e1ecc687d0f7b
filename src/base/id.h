// Strong identifiers, made by the application.
//
// An id is a positive 64-bit number whose high bits are the time it was made, so rows made together lie together
// in an index, and no database sequence is needed. Thread-safe: IdMaker may be shared.
//
//   IdMaker ids{clock, random};
//   MatterId id = ids.make<MatterId>();
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace massline {

class Clock;
class Random;

template <class Tag>
struct Id {
  std::int64_t value = 0;

  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

using RegionId = Id<struct RegionTag>;  // the branch of the unit tree under its root; the distribution column
using UnitId = Id<struct UnitTag>;
using PersonId = Id<struct PersonTag>;
using MembershipId = Id<struct MembershipTag>;
using PostId = Id<struct PostTag>;  // one person's holding of a post in a unit, dated
using AccountId = Id<struct AccountTag>;
using MatterId = Id<struct MatterTag>;
using EntryId = Id<struct EntryTag>;  // one line of a matter's timeline
using AttachmentId = Id<struct AttachmentTag>;
using ActivityId = Id<struct ActivityTag>;
using EmergencyId = Id<struct EmergencyTag>;

/// Decimal text of an id: the form ids have in JSON, where a 64-bit number would lose digits.
template <class Tag>
std::string to_string(Id<Tag> id) {
  return std::to_string(id.value);
}

/// Reads a positive decimal number of at most 19 digits; nothing for anything else.
std::optional<std::int64_t> parse_id_value(std::string_view text);

template <class AnyId>
std::optional<AnyId> parse_id(std::string_view text) {
  const auto value = parse_id_value(text);
  if (!value) return std::nullopt;
  return AnyId{*value};
}

/// Makes ids that grow with time: 41 bits of milliseconds since 2020, then 22 bits that count within the
/// millisecond from a random start in their lower half.
class IdMaker {
 public:
  IdMaker(const Clock& clock, Random& random);

  template <class AnyId>
  AnyId make() {
    return AnyId{next()};
  }

 private:
  std::int64_t next();

  const Clock& clock_;
  Random& random_;
  std::atomic<std::int64_t> last_{0};
};

}  // namespace massline

template <class Tag>
struct std::hash<massline::Id<Tag>> {
  std::size_t operator()(massline::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
