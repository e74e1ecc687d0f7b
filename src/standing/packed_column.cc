#include "standing/packed_column.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

#include "base/result.h"

namespace massline::standing {
namespace {

template <class T>
void append(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

template <class T>
T read(std::string_view bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

/// Eight bytes more than the bits take, so that any of them can be read as a word.
std::size_t bytes_of_bits(std::size_t rows, unsigned width) { return (rows * width + 7) / 8 + (width == 0 ? 0 : 8); }

/// The width at which bits and exceptions together are shortest. `lengths[b]`: how many numbers have b bits.
unsigned best_width(const std::array<std::size_t, 65>& lengths, std::size_t rows, std::size_t exception_bits,
                    unsigned most) {
  std::size_t above = rows, best_bits = SIZE_MAX;
  unsigned best = 0;
  for (unsigned width = 0; width <= most; ++width) {
    above -= lengths[width];
    const std::size_t bits = rows * width + above * exception_bits;
    if (bits >= best_bits) continue;
    best_bits = bits;
    best = width;
  }
  return best;
}

}  // namespace

void pack_column(std::span<const std::uint64_t> values, std::string& out) {
  check(!values.empty() && values.size() <= packed_rows_most, "a packed column has 1 to 65,536 rows");
  const std::uint64_t least = *std::min_element(values.begin(), values.end());
  std::uint64_t divisor = 0;
  for (const std::uint64_t value : values) {
    if (divisor == 1) break;
    if (divisor == 0 || (value - least) % divisor != 0) divisor = std::gcd(divisor, value - least);
  }
  divisor = std::max<std::uint64_t>(divisor, 1);
  std::array<std::size_t, 65> lengths{};
  for (const std::uint64_t value : values)
    ++lengths[static_cast<std::size_t>(std::bit_width((value - least) / divisor))];
  const unsigned width =
      best_width(lengths, values.size(), 8 * PackedColumn::exception_bytes, PackedColumn::width_most);
  const std::uint64_t limit = std::uint64_t{1} << width;

  std::string bits(bytes_of_bits(values.size(), width), '\0');
  std::string exceptions;
  std::uint32_t count = 0;
  for (std::size_t row = 0; row < values.size(); ++row) {
    const std::uint64_t number = (values[row] - least) / divisor;
    if (number >= limit) {
      append(exceptions, static_cast<std::uint16_t>(row));
      append(exceptions, number);
      ++count;
    } else if (width > 0) {
      const std::size_t bit = row * width;
      std::uint64_t word = read<std::uint64_t>(bits, bit / 8);
      word |= number << (bit % 8);
      std::memcpy(bits.data() + bit / 8, &word, sizeof(word));
    }
  }
  append(out, least);
  append(out, divisor);
  append(out, static_cast<std::uint32_t>(width));
  append(out, count);
  out += bits;
  out += exceptions;
}

PackedColumn::PackedColumn(std::string_view bytes, std::size_t rows) : bytes_(bytes) {
  check(bytes.size() >= header_bytes, "a packed column has its header");
  least_ = read<std::uint64_t>(bytes, 0);
  divisor_ = read<std::uint64_t>(bytes, 8);
  width_ = read<std::uint32_t>(bytes, 16);
  exceptions_ = read<std::uint32_t>(bytes, 20);
  check(width_ <= width_most && exceptions_ <= rows, "a packed column is no wider than it can be");
  exceptions_at_ = header_bytes + bytes_of_bits(rows, width_);
  check(size() <= bytes.size(), "a packed column has all its bytes");
}

std::uint64_t PackedColumn::at(std::size_t row) const {
  std::size_t low = 0, high = exceptions_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const std::size_t at = exceptions_at_ + middle * exception_bytes;
    const auto which = read<std::uint16_t>(bytes_, at);
    if (which == row) return least_ + divisor_ * read<std::uint64_t>(bytes_, at + sizeof(which));
    if (which < row) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (width_ == 0) return least_;
  const std::size_t bit = row * width_;
  const std::uint64_t word = read<std::uint64_t>(bytes_, header_bytes + bit / 8) >> (bit % 8);
  return least_ + divisor_ * (word & ((std::uint64_t{1} << width_) - 1));
}

}  // namespace massline::standing
