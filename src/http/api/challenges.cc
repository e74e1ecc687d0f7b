#include "http/api/challenges.h"

#include <sodium.h>

#include <array>
#include <charconv>

#include "base/crypto.h"

namespace massline::http {

namespace {

constexpr std::size_t text_length_max = 200, solution_length_max = 20, used_max = 100'000;

/// The parts between the full stops; nothing where there are not five.
std::optional<std::array<std::string_view, 5>> parts_of(std::string_view text) {
  std::array<std::string_view, 5> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t end = text.find('.');
    if ((end == std::string_view::npos) != (i + 1 == parts.size())) return std::nullopt;
    parts[i] = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

int work_in(std::string_view text, std::string_view answer) {
  const std::string whole = std::string(text) + ":" + std::string(answer);
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(whole.data()), whole.size());
  int bits = 0;
  for (const unsigned char byte : hash) {
    for (int bit = 7; bit >= 0; --bit, ++bits)
      if ((byte >> bit) & 1) return bits;
  }
  return bits;
}

Challenges::Challenges(ChallengeLimits limits, std::string key, Random& random)
    : limits_(limits), key_(std::move(key)), random_(random) {}

std::string Challenges::proof_of(std::string_view facts) const {
  return to_base64url(digest("massline challenge " + std::string(facts), key_));
}

bool Challenges::is_on(Instant now) const {
  const std::lock_guard lock(mutex_);
  return now < on_until_;
}

bool Challenges::needed(Instant now) {
  if (limits_.forms_per_minute == 0) return false;
  const std::lock_guard lock(mutex_);
  while (!forms_.empty() && now.ms - forms_.front().ms >= 60'000) forms_.pop_front();
  forms_.push_back(now);
  const auto limit = static_cast<std::size_t>(limits_.forms_per_minute);
  if (forms_.size() > limit) {
    on_until_ = Instant{now.ms + limits_.calm_ms};
    forms_.pop_front();  // no more are counted than are needed to tell
  }
  return now < on_until_;
}

Challenge Challenges::make(Instant now) {
  const Instant waited{now.ms + limits_.wait_ms}, expires{now.ms + limits_.length_ms};
  const std::string facts = to_base64url(random_.bytes(16)) + "." + std::to_string(expires.ms) + "." +
                            std::to_string(limits_.bits) + "." + std::to_string(waited.ms);
  return {facts + "." + proof_of(facts), limits_.bits, waited, expires};
}

bool Challenges::take(std::string_view text, std::string_view answer, Instant now) {
  if (text.size() > text_length_max || answer.size() > solution_length_max) return false;
  const auto parts = parts_of(text);
  if (!parts) return false;
  const std::string_view proof = parts->back();
  if (!equal_in_constant_time(proof, proof_of(text.substr(0, text.size() - proof.size() - 1)))) return false;
  const std::int64_t expires = number_in((*parts)[1]), bits = number_in((*parts)[2]), waited = number_in((*parts)[3]);
  if (now.ms >= expires) return false;
  if (now.ms < waited && (answer.empty() || work_in(text, answer) < bits)) return false;
  const std::lock_guard lock(mutex_);
  while (!used_.empty() && used_.begin()->first <= now.ms) used_.erase(used_.begin());
  if (used_.size() >= used_max) return false;
  return used_.emplace(expires, digest(text)).second;
}

}  // namespace massline::http
