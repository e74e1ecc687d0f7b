// Whole numbers in as few bits as most of them take, each readable by itself.
//
//   header      least value, common divisor, width in bits, number of exceptions
//   bits        (value - least) / divisor of every row, `width` bits each, lowest first
//   exceptions  rows whose number takes more bits: which, and the number itself; ascending
//
// So a column of which nearly all are small (branches) and a few are large (what stands above them) costs what the
// small ones need.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace massline::standing {

inline constexpr std::size_t packed_rows_most = 65'536;

/// Appends the packed column to `out`.
/// Shapes: at most packed_rows_most values, at least one.
/// Cost:   O(values) time.
void pack_column(std::span<const std::uint64_t> values, std::string& out);

/// One packed column within bytes that have been checked.
class PackedColumn {
 public:
  /// Of `rows` values, from the beginning of `bytes`. Errors: check() fails where the bytes end too early.
  PackedColumn(std::string_view bytes, std::size_t rows);

  /// Cost: one read of eight bytes, and a search among the exceptions.
  std::uint64_t at(std::size_t row) const;
  /// What of the bytes is this column's.
  std::size_t size() const { return exceptions_at_ + exceptions_ * exception_bytes; }

 private:
  friend void pack_column(std::span<const std::uint64_t> values, std::string& out);
  static constexpr std::size_t header_bytes = 24, exception_bytes = 10;
  static constexpr unsigned width_most = 56;  // with up to seven bits before it, within eight bytes

  std::string_view bytes_;
  std::uint64_t least_ = 0, divisor_ = 1;
  unsigned width_ = 0;
  std::size_t exceptions_ = 0, exceptions_at_ = 0;
};

}  // namespace massline::standing
