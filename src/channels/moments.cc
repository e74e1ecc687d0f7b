#include "channels/moments.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "channels/refusals.h"

namespace massline::channels {
namespace {

/// Numbers with what stands between them: "2021-04-03 14:30" gives 2021 4 3 14 30 and "--", " :".
struct Numbers {
  std::vector<int> values;
  std::vector<std::size_t> digits;
  std::string between;  // between[i] follows values[i]
  std::string half;     // "am", "pm" or empty
};

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

std::string take_half(std::string& text) {
  for (const auto& [word, half] :
       {std::pair{"上午", "am"}, {"下午", "pm"}, {"晚上", "pm"}, {"am", "am"}, {"pm", "pm"}}) {
    const std::size_t at = text.find(word);
    if (at == std::string::npos) continue;
    text.replace(at, std::string_view(word).size(), " ");
    return half;
  }
  return {};
}

std::optional<Numbers> numbers_of(std::string_view source) {
  constexpr std::size_t longest = 40;
  if (source.size() > longest) return std::nullopt;
  std::string text = folded(source);
  Numbers numbers;
  numbers.half = take_half(text);
  for (const auto& [sign, plain] : {std::pair{"年", "-"},
                                    {"月", "-"},
                                    {"日", " "},
                                    {"号", " "},
                                    {"时", ":"},
                                    {"点", ":"},
                                    {"分", ":"},
                                    {"秒", " "},
                                    {"t", " "},
                                    {"，", " "},
                                    {",", " "}}) {
    replace_all(text, sign, plain);
  }
  text = trimmed(text);
  if (text.ends_with(':')) text.pop_back();
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    int value = 0;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9' && end - i < 9)
      value = value * 10 + (text[end++] - '0');
    if (end == i) return std::nullopt;
    numbers.values.push_back(value);
    numbers.digits.push_back(end - i);
    i = end;
    if (i == text.size()) break;
    char sign = text[i];
    while (i < text.size() && text[i] == ' ') ++i;
    if (sign != ' ') ++i;
    if (sign != '-' && sign != '/' && sign != '.' && sign != ':' && sign != ' ') return std::nullopt;
    numbers.between.push_back(sign);
  }
  return numbers;
}

struct Civil {
  int year = 0, month = 0, day = 0;
};

std::optional<Date> date_of(const Civil& civil) {
  const std::chrono::year_month_day day{std::chrono::year{civil.year},
                                        std::chrono::month{static_cast<unsigned>(civil.month)},
                                        std::chrono::day{static_cast<unsigned>(civil.day)}};
  if (civil.year < 1900 || civil.year > 2200 || civil.month > 12 || civil.day > 31 || !day.ok()) return std::nullopt;
  return Date{day};
}

/// The date at the front: the readings that are possible (one or two), and how many numbers it took.
struct Readings {
  std::optional<Date> year_first, day_first, month_first;
  std::size_t taken = 3;
};

std::optional<Readings> readings_of(const Numbers& numbers) {
  const auto& v = numbers.values;
  if (v.empty()) return std::nullopt;
  Readings readings;
  constexpr int hundred = 100;
  if (numbers.digits[0] == 8) {
    readings.taken = 1;
    readings.year_first = date_of({v[0] / (hundred * hundred), v[0] / hundred % hundred, v[0] % hundred});
    return readings;
  }
  if (v.size() < 3 || numbers.between[0] != numbers.between[1] || numbers.between[0] == ':' ||
      numbers.between[0] == ' ')
    return std::nullopt;
  if (numbers.digits[0] == 4) {
    readings.year_first = date_of({v[0], v[1], v[2]});
  } else if (numbers.digits[2] == 4 && numbers.digits[0] <= 2 && numbers.digits[1] <= 2) {
    readings.day_first = date_of({v[2], v[1], v[0]});
    readings.month_first = date_of({v[2], v[0], v[1]});
  } else {
    return std::nullopt;
  }
  return readings;
}

/// The time of day that follows the date, in milliseconds; nothing where it is none.
std::optional<std::int64_t> time_of(const Numbers& numbers, std::size_t first) {
  const std::size_t count = numbers.values.size() - first;
  if (count == 0) return numbers.half.empty() ? std::optional<std::int64_t>(0) : std::nullopt;
  if (numbers.between[first - 1] != ' ' || count == 1 || count > 4) return std::nullopt;
  for (std::size_t i = first; i + 1 < numbers.values.size(); ++i) {
    const bool fraction = i - first == 2;
    if (numbers.between[i] != (fraction ? '.' : ':')) return std::nullopt;
  }
  int hour = numbers.values[first];
  const int minute = numbers.values[first + 1], second = count > 2 ? numbers.values[first + 2] : 0;
  if (!numbers.half.empty()) {
    if (hour < 1 || (hour > 12 && numbers.half == "am")) return std::nullopt;
    if (numbers.half == "pm" && hour < 12) hour += 12;
    if (numbers.half == "am" && hour == 12) hour = 0;
  }
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return ((hour * 60LL + minute) * 60 + second) * 1000;
}

/// Civil time to an instant. On a day on which the clocks are changed, which is done in the small hours, times after
/// three are counted back from the end of the day.
Instant instant_of(Date date, std::int64_t ms, const Zone& zone) {
  constexpr std::int64_t three_hours_ms = 3 * 3'600'000;
  if (ms < three_hours_ms) return {zone.start_of(date).ms + ms};
  return {zone.start_of(date + std::chrono::days{1}).ms - (ms_per_day - ms)};
}

}  // namespace

DateOrder order_shown_by(std::string_view text) {
  const auto numbers = numbers_of(text);
  if (!numbers) return DateOrder::unknown;
  const auto readings = readings_of(*numbers);
  if (!readings || readings->day_first.has_value() == readings->month_first.has_value()) return DateOrder::unknown;
  return readings->day_first ? DateOrder::day_first : DateOrder::month_first;
}

Result<Moment> parse_moment(std::string_view text, const Zone& zone, DateOrder order) {
  const std::string plain = trimmed(text);
  if (const auto exact = parse_instant(plain)) return Moment{*exact, true};
  const auto numbers = numbers_of(plain);
  if (!numbers) return refuse(refusals::date_not_valid);
  const auto readings = readings_of(*numbers);
  if (!readings) return refuse(refusals::date_not_valid);
  std::optional<Date> date = readings->year_first;
  if (readings->day_first && readings->month_first && *readings->day_first != *readings->month_first) {
    if (order == DateOrder::unknown) {
      return refuse(refusals::date_ambiguous,
                    {{"first", to_string(*readings->day_first)}, {"second", to_string(*readings->month_first)}});
    }
    date = order == DateOrder::day_first ? readings->day_first : readings->month_first;
  } else if (!date) {
    date = readings->day_first ? readings->day_first : readings->month_first;
  }
  const auto time = time_of(*numbers, readings->taken);
  if (!date || !time) return refuse(refusals::date_not_valid);
  return Moment{instant_of(*date, *time, zone), numbers->values.size() > readings->taken};
}

}  // namespace massline::channels
