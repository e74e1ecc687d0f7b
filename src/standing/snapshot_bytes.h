// Numbers and texts one after another, as the packed section of a snapshot has them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "base/result.h"
#include "rulebook/expression.h"

namespace massline::standing {

class BytesOut {
 public:
  BytesOut& add(std::uint64_t number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof(number));
    return *this;
  }
  BytesOut& add_signed(std::int64_t number) { return add(static_cast<std::uint64_t>(number)); }
  BytesOut& add(const std::string& text) {
    add(text.size());
    bytes_ += text;
    return *this;
  }
  BytesOut& add(const rulebook::AttributeValues& values) {
    add(values.size());
    for (const auto& [name, value] : values) {
      add(name).add(std::uint64_t{value.index()});
      if (const auto* word = std::get_if<std::string>(&value)) add(*word);
      if (const auto* flag = std::get_if<bool>(&value)) add(std::uint64_t{*flag});
      if (const auto* number = std::get_if<double>(&value)) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, number, sizeof(bits));
        add(bits);
      }
    }
    return *this;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// What it reads has been checked, so that running over the end is a bug.
class BytesIn {
 public:
  explicit BytesIn(const std::string& bytes) : bytes_(bytes) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    check(at_ + sizeof(value) <= bytes_.size(), "the packed section has what it says");
    std::memcpy(&value, bytes_.data() + at_, sizeof(value));
    at_ += sizeof(value);
    return value;
  }
  std::int64_t signed_number() { return static_cast<std::int64_t>(number()); }
  std::string text() {
    const std::uint64_t size = number();
    check(size <= bytes_.size() - at_, "the packed section has what it says");
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  rulebook::AttributeValues values() {
    rulebook::AttributeValues out;
    for (std::uint64_t i = number(); i > 0; --i) {
      std::string name = text();
      const std::uint64_t kind = number();
      if (kind == 0) out[name] = number() != 0;
      if (kind == 1) {
        const std::uint64_t bits = number();
        double value = 0;
        std::memcpy(&value, &bits, sizeof(value));
        out[name] = value;
      }
      if (kind == 2) out[name] = text();
    }
    return out;
  }

 private:
  const std::string& bytes_;
  std::size_t at_ = 0;
};

}  // namespace massline::standing
