// The three lanes for what goes wrong.
//
//   a refusal that a user can expect   Result<T>, holding a Refusal
//   a fault (disk, database, network)  an exception derived from Fault, caught once per request, call or job
//   a bug                              check(condition, why): on in release, ends the program with a message
#pragma once

#include <map>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace massline {

enum class Language { en, zh };

std::string_view language_code(Language language);  // "en", "zh"

/// What sort of refusal it is; http/ maps each to one status.
enum class RefusalKind {
  invalid,       // a field is wrong: 422
  malformed,     // can't be read at all: 400
  unauthorised,  // not signed in, or a wrong secret: 401
  forbidden,     // signed in, not allowed: 403
  not_found,     // no such thing, or none that this person may know of: 404
  conflict,      // the step is not open, a key was used for another content: 409
  stale,         // somebody changed it since it was read: 412
  too_large,     // 413
  unsupported,   // 415
  too_many,      // 429
  unavailable,   // 503
};

/// One message that a user can read, in every language of the program. Defined as `inline constexpr` in the
/// refusals.h of the folder that refuses; {name} is replaced by the refusal's parameter of that name.
struct Message {
  const char* key;
  RefusalKind kind;
  const char* en;
  const char* zh;
};

/// Why a command was not carried out: what is wrong, where, by which rule, and what to do.
struct Refusal {
  const Message* message = nullptr;
  std::map<std::string, std::string> parameters;
  std::string rule;             // "petition/decide": the rule that refused, where one did
  std::string source;           // "Petition Work Regulations 2022, Art. 34"
  std::string field;            // the input at fault, as a JSON pointer or a column name
  std::vector<Refusal> others;  // where several inputs are at fault: the rest of them

  /// {name} takes the parameter "name.zh" in Chinese where there is one, else "name".
  std::string text(Language language) const;
};

template <class T>
using Result = tl::expected<T, Refusal>;

/// For commands that give nothing back.
struct Done {};

using Parameters = std::map<std::string, std::string>;

tl::unexpected<Refusal> refuse(const Message& message, Parameters parameters = {});
tl::unexpected<Refusal> refuse_field(const Message& message, std::string field, Parameters parameters = {});
tl::unexpected<Refusal> refuse_by(const Message& message, std::string rule, std::string source,
                                  Parameters parameters = {});

/// The outer world failed: disk, database, network. Never for what a user did wrong.
class Fault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[noreturn]] void check_failed(std::string_view why, const std::source_location& where);

/// States what must hold here. A false condition is a bug: the program says where and ends.
inline void check(bool condition, std::string_view why,
                  const std::source_location& where = std::source_location::current()) {
  if (!condition) [[unlikely]]
    check_failed(why, where);
}

}  // namespace massline
