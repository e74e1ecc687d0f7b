// A draft made by changing duties of the rulebook in force: "what if the quota is 32 hours?"
//
//   const DutyEdit edit{.duty = "study-hours", .amount = 32 * 60};
//   const auto draft = draft_of(rulebook, std::span(&edit, 1), today);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "rulebook/model.h"

namespace massline::duties {

/// What is to be otherwise; what is not given stays.
struct DutyEdit {
  std::string duty;
  std::optional<std::int64_t> amount;             // minutes, days or times, as the duty measures
  std::optional<rulebook::DutyPeriod::Kind> per;  // year, quarter or month
  std::optional<std::string> who;                 // who owes it, in the rulebook's language; "": all
};

/// The rulebook with the duties of `date` changed.
/// Errors: duty_unknown, duty_twice, condition_not_valid, draft_same; `field` names the edit, as "/changes/0/who".
Result<std::shared_ptr<const rulebook::Rulebook>> draft_of(const rulebook::Rulebook& today,
                                                           std::span<const DutyEdit> edits, Date date);

/// Whether the two make the same owed by the same, whatever their titles.
bool owes_same(const rulebook::Duty& one, const rulebook::Duty& other);

}  // namespace massline::duties
