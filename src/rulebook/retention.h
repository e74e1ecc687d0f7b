// How long personal data are kept: the rules of retention.yaml, and what a folder of the program says of the data it
// keeps.
//
// The rules name kinds of data. Which kinds there are is known where they lie (matters, registry, …): each folder gives
// its own as `DataKind`s, and check_retention() compares them with the rules, so that no kind is left without one.
// Plain values: any number of threads may use them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "rulebook/model_parts.h"

namespace massline::rulebook {

struct Rulebook;
struct Problem;

struct RetentionRule {
  std::string id;
  LocalText title;
  LocalText summary;  // may be empty
  Source source;
  Period in_force;
  std::string jurisdiction;
  std::string data;                     // id of a DataKind
  std::vector<std::string> procedures;  // of matters' data: these alone; empty: all that no other rule names
  Length keep;                          // hours, days or months
  std::string after;                    // event that it is counted from: "closed", "left" …
  std::string then;                     // what is done: "erase", "strip"
  bool on_request = false;              // the person may have it done earlier
};

/// One kind of personal data, as the folder that keeps it declares it.
struct DataKind {
  std::string id;
  LocalText title;
  std::vector<std::string> tables;  // where it lies
  std::vector<std::string> events;  // from which its rules may count
  std::string then;                 // what the job can do: "erase" it, or "strip" it of all but what figures need
  bool of_matters = false;          // rules may differ between procedures
  bool on_request = false;          // a rule may let the person have it done earlier
};

/// The rule in force on `date` for data of this kind; of matters, the one that names the procedure goes before the one
/// that names none. Null if there is none.
const RetentionRule* retention_rule(const Rulebook& rulebook, std::string_view data, std::string_view procedure,
                                    Date date);

/// The first day on which data are no longer kept, if what the rule counts from was on `event`.
/// Working days are refused when the rulebook is read.
Date end_of_keeping(Date event, Length keep);
/// What was before this day is no longer kept on `today`; the other way round: end_of_keeping(d) <= today exactly for
/// the days d before it.
Date kept_since(Date today, Length keep);

/// What is wrong between the rules and the kinds that the program keeps: kinds without a rule that stays in force,
/// rules of kinds that are not there, events and deeds that do not fit. Ordered by file and line.
std::vector<Problem> check_retention(const Rulebook& rulebook, std::span<const DataKind> kinds);

/// "90 days after the matter is closed": an event, and a deed, in words.
std::string event_text(std::string_view event, Language language);
std::string then_text(std::string_view then, Language language);

}  // namespace massline::rulebook
