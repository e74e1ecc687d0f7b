// The loops for x86-64-v3. A lane is a duty: for each record, the shuffle brings the slot that each duty reads into its
// lane, and one saturating subtraction gives what is missing of its quota.
//
//   record   [state|slots ……]                      8 or 16 bytes
//   value    [slot of duty 0][slot of duty 1]…     16 × 16 bits, by the state's shuffle
//   missing  quota - value, at least 0
//   counts   + 256 where it is owed (row.owing), + 1 where nothing is missing
//
// How many records a unit has follows no pattern, so a loop for each unit would be guessed wrong by the processor at
// almost every end. Instead the records of many units that lie together are summed in one loop without an end between
// them; it leaves the sum so far after every fourth record. What a unit adds up to is a difference of two of these.
#if defined(__x86_64__)

#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "standing/kernels.h"

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")

namespace massline::standing::detail {
namespace {

constexpr std::uint32_t records_of_quad = 4;            // places of units with lines are given out in fours
constexpr std::uint32_t counts_fit = places_of_a_line;  // records whose counts fit 8 bits
constexpr std::uint32_t run_fits = 65'000;              // records whose sums fit a run: counts 16 bits, missing 32
constexpr std::uint32_t places_of_block = 512;          // their sums so far stay in the first cache
constexpr std::size_t bytes_ahead = 2048;               // records are asked for so long before they are read

[[gnu::always_inline]] inline __m256i load(const void* from) {
  return _mm256_load_si256(static_cast<const __m256i*>(from));
}

/// What the records of a block add up to so far, modulo 2^16.
struct alignas(64) Prefix {
  __m256i counts;   // 16 × (owing << 8 | met)
  __m256i missing;  // 16 × 16 bits
};

struct Sums {
  __m256i counts;
  __m256i missing_low;   // 32 bits: lanes 0-3, 8-11
  __m256i missing_high;  // lanes 4-7, 12-15

  [[gnu::always_inline]] void add_missing(__m256i missing) {
    const __m256i zero = _mm256_setzero_si256();
    missing_low = _mm256_add_epi32(missing_low, _mm256_unpacklo_epi16(missing, zero));
    missing_high = _mm256_add_epi32(missing_high, _mm256_unpackhi_epi16(missing, zero));
  }
};

template <std::uint32_t window_bytes>
[[gnu::always_inline]] inline __m256i load_window(const std::byte* record) {
  if constexpr (window_bytes == 8) {
    long long word = 0;
    std::memcpy(&word, record, sizeof(word));
    return _mm256_set1_epi64x(word);
  } else {
    return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(record)));
  }
}

/// The tables by state, read at two places of each row.
struct Tables {
  const std::byte* quotas;
  const std::byte* owings;
  const Shuffle* shuffles;
  std::size_t stride;  // bytes of a record
  std::size_t window;

  explicit Tables(const GroupColumns& columns)
      : quotas(reinterpret_cast<const std::byte*>(columns.rows)),
        owings(quotas + offsetof(Row, owing)),
        shuffles(columns.shuffles),
        stride(columns.record_bytes),
        window(columns.window) {
    // Two addresses, each used with the state's offset, are one addition a record less than one that the compiler
    // derives.
    asm("" : "+r"(owings));
  }
};

/// What is missing of a record's quotas; its row's offset goes to `row`.
template <std::uint32_t window_bytes, bool one_shuffle>
[[gnu::always_inline]] inline __m256i lacks_of(const Tables& tables, const std::byte* record, __m256i shuffle,
                                               std::size_t& row) {
  std::uint16_t state = 0;
  std::memcpy(&state, record, sizeof(state));
  row = std::size_t{state} * sizeof(Row);
  if constexpr (!one_shuffle) shuffle = load(tables.shuffles + state);
  return _mm256_subs_epu16(load(tables.quotas + row),
                           _mm256_shuffle_epi8(load_window<window_bytes>(record + tables.window), shuffle));
}

/// Adds four records.
template <std::uint32_t window_bytes, bool one_shuffle>
[[gnu::always_inline]] inline void add_quad(const Tables& tables, const std::byte* record, __m256i shuffle,
                                            Prefix& sum) {
  const __m256i zero = _mm256_setzero_si256();
  std::size_t row[records_of_quad];
  const __m256i a = lacks_of<window_bytes, one_shuffle>(tables, record, shuffle, row[0]);
  const __m256i b = lacks_of<window_bytes, one_shuffle>(tables, record + tables.stride, shuffle, row[1]);
  const __m256i c = lacks_of<window_bytes, one_shuffle>(tables, record + 2 * tables.stride, shuffle, row[2]);
  const __m256i d = lacks_of<window_bytes, one_shuffle>(tables, record + 3 * tables.stride, shuffle, row[3]);
  const __m256i owing = _mm256_add_epi16(_mm256_add_epi16(load(tables.owings + row[0]), load(tables.owings + row[1])),
                                         _mm256_add_epi16(load(tables.owings + row[2]), load(tables.owings + row[3])));
  // A comparison gives -1 where nothing is missing.
  const __m256i met = _mm256_add_epi16(_mm256_add_epi16(_mm256_cmpeq_epi16(a, zero), _mm256_cmpeq_epi16(b, zero)),
                                       _mm256_add_epi16(_mm256_cmpeq_epi16(c, zero), _mm256_cmpeq_epi16(d, zero)));
  sum.counts = _mm256_add_epi16(sum.counts, _mm256_sub_epi16(owing, met));
  sum.missing = _mm256_add_epi16(sum.missing, _mm256_add_epi16(_mm256_add_epi16(a, b), _mm256_add_epi16(c, d)));
}

/// The sums so far of a block: after none, four, eight … of its records.
template <std::uint32_t window_bytes, bool one_shuffle>
[[gnu::always_inline]] inline void sum_block(const Tables& tables, const std::byte* record, std::uint32_t quads,
                                             __m256i shuffle, Prefix* prefixes) {
  const std::size_t step = records_of_quad * tables.stride;
  Prefix sum{_mm256_setzero_si256(), _mm256_setzero_si256()};
  *prefixes++ = sum;
  for (std::uint32_t pairs = quads / 2; pairs > 0; --pairs, record += 2 * step, prefixes += 2) {
    _mm_prefetch(reinterpret_cast<const char*>(record) + bytes_ahead, _MM_HINT_T0);
    add_quad<window_bytes, one_shuffle>(tables, record, shuffle, sum);
    prefixes[0] = sum;
    add_quad<window_bytes, one_shuffle>(tables, record + step, shuffle, sum);
    prefixes[1] = sum;
  }
  if (quads % 2 == 0) return;
  add_quad<window_bytes, one_shuffle>(tables, record, shuffle, sum);
  *prefixes = sum;
}

/// What is missing between two sums so far, of which `fit` quads at a time can't exceed 16 bits. Most units need one or
/// two such pieces: these are done without a decision that might be guessed wrong.
[[gnu::always_inline]] inline void add_missing_between(Sums& sums, const Prefix* from, const Prefix* to,
                                                       std::ptrdiff_t fit) {
  const Prefix* middle = from + std::min(fit, to - from);
  sums.add_missing(_mm256_sub_epi16(middle->missing, from->missing));
  while (__builtin_expect(to - middle > fit, 0)) {
    sums.add_missing(_mm256_sub_epi16(middle[fit].missing, middle->missing));
    middle += fit;
  }
  sums.add_missing(_mm256_sub_epi16(to->missing, middle->missing));
}

/// The sums of at most 252 records that lie anywhere.
template <std::uint32_t window_bytes, bool one_shuffle>
[[gnu::noinline]] Sums sum_records(const Tables& tables, const std::byte* record, std::uint32_t count,
                                   __m256i shuffle) {
  const __m256i zero = _mm256_setzero_si256();
  Sums sums{zero, zero, zero};
  for (; count > 0; --count, record += tables.stride) {
    std::size_t row = 0;
    const __m256i lacks = lacks_of<window_bytes, one_shuffle>(tables, record, shuffle, row);
    sums.counts =
        _mm256_add_epi16(sums.counts, _mm256_sub_epi16(load(tables.owings + row), _mm256_cmpeq_epi16(lacks, zero)));
    sums.add_missing(lacks);
  }
  return sums;
}

[[gnu::always_inline]] inline void store_line(Line& line, __m256i owing, __m256i behind, const Sums& sums) {
  // Packing and unpacking work on halves of 128 bits; the permutations bring the lanes back into order.
  const __m256i counts = _mm256_permute4x64_epi64(_mm256_packus_epi16(owing, behind), 0xD8);
  auto* to = reinterpret_cast<__m256i*>(&line);
  _mm256_stream_si256(to, counts);
  _mm256_stream_si256(to + 1, _mm256_permute2x128_si256(sums.missing_low, sums.missing_high, 0x20));
  _mm256_stream_si256(to + 2, _mm256_permute2x128_si256(sums.missing_low, sums.missing_high, 0x31));
}

/// What units side by side with the same target add up to.
struct Run {
  __m256i owing, behind;  // 16 × 16 bits
  __m256i missing_low, missing_high;
};

[[gnu::always_inline]] inline Run empty_run() {
  const __m256i zero = _mm256_setzero_si256();
  return {zero, zero, zero, zero};
}

[[gnu::noinline]] void flush(const GroupColumns& columns, std::uint32_t wide, const Run& run) {
  alignas(32) std::uint16_t owing[16], behind[16];
  alignas(32) std::uint32_t low[8], high[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(owing), run.owing);
  _mm256_store_si256(reinterpret_cast<__m256i*>(behind), run.behind);
  _mm256_store_si256(reinterpret_cast<__m256i*>(low), run.missing_low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(high), run.missing_high);
  WideLine sum;
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    sum.owing[lane] = owing[lane];
    sum.behind[lane] = behind[lane];
    const std::uint32_t at = (lane & 3) + (lane & 8) / 2;
    sum.missing[lane] = (lane & 4) == 0 ? low[at] : high[at];
  }
  add_to_wide(columns, wide, sum);
}

/// From `unit` on, those whose places lie together and make a block.
struct Block {
  std::uint32_t end = 0;  // the unit after the last
  std::uint32_t first = 0, places = 0;
};

[[gnu::always_inline]] inline Block block_from(const GroupColumns& columns, std::uint32_t unit, std::uint32_t last) {
  Block block;
  for (; unit < last; ++unit) {
    const Range range = columns.ranges[unit];
    if (range.capacity == 0) continue;
    if (block.places == 0) block.first = range.first;
    if (range.first != block.first + block.places || range.capacity > counts_fit ||
        block.places + range.capacity > places_of_block)
      break;
    block.places += range.capacity;
  }
  block.end = unit;
  return block;
}

template <std::uint32_t window_bytes, bool one_shuffle>
void evaluate(const GroupColumns& columns, std::uint32_t first, std::uint32_t last) {
  const Tables tables(columns);
  const __m256i zero = _mm256_setzero_si256();
  const __m256i shuffle = load(columns.shuffles);
  const std::ptrdiff_t fit =
      std::min(65535u / records_of_quad / std::max<std::uint32_t>(columns.max_quota, 1), places_of_block);
  Prefix prefixes[places_of_block / records_of_quad + 1];
  Run run = empty_run();
  std::uint32_t run_wide = closed_target, run_records = 0;
  const auto add = [&](std::uint32_t unit, std::uint32_t target, std::uint32_t records, const Sums& sums)
      __attribute__((always_inline)) {
    if ((target & ~wide_flag) != run_wide || run_records > run_fits - counts_fit) {
      if (run_records > 0) {
        // A copy, so that the run itself need not lie in memory.
        const Run full = run;
        flush(columns, run_wide, full);
      }
      run = empty_run();
      run_records = 0;
      run_wide = target & ~wide_flag;
    }
    // Nobody's record owes nothing and so counts as met, but is not behind either.
    const __m256i owing = _mm256_srli_epi16(sums.counts, 8);
    const __m256i met = _mm256_and_si256(sums.counts, _mm256_set1_epi16(255));
    const __m256i behind = _mm256_sub_epi16(_mm256_set1_epi16(static_cast<short>(records)), met);
    run.owing = _mm256_add_epi16(run.owing, owing);
    run.behind = _mm256_add_epi16(run.behind, behind);
    run.missing_low = _mm256_add_epi32(run.missing_low, sums.missing_low);
    run.missing_high = _mm256_add_epi32(run.missing_high, sums.missing_high);
    run_records += records;
    if ((target & wide_flag) == 0 && columns.lines != nullptr)
      store_line(columns.lines[std::size_t{unit} * columns.line_stride], owing, behind, sums);
  };
  for (std::uint32_t unit = first; unit < last;) {
    const Block block = columns.lines != nullptr ? block_from(columns, unit, last) : Block{unit};
    sum_block<window_bytes, one_shuffle>(tables, columns.records + std::size_t{block.first} * tables.stride,
                                         block.places / records_of_quad, shuffle, prefixes);
    const Prefix* from = prefixes;
    for (; unit < block.end; ++unit) {
      const std::uint32_t target = columns.targets[unit];
      const std::uint32_t places = columns.ranges[unit].capacity;
      const Prefix* to = from + places / records_of_quad;
      Sums sums{_mm256_sub_epi16(to->counts, from->counts), zero, zero};
      add_missing_between(sums, from, to, fit);
      from = to;
      if (target != closed_target) add(unit, target, places, sums);
    }
    if (unit == last || block.places > 0) continue;
    // A large unit, in parts whose counts fit, or one whose line is not stored.
    const std::uint32_t target = columns.targets[unit];
    const Range range = columns.ranges[unit];
    const std::byte* record = columns.records + std::size_t{range.first} * tables.stride;
    for (std::uint32_t left = target == closed_target ? 0 : range.capacity; left > 0;) {
      const std::uint32_t part = std::min(left, counts_fit);
      add(unit, target, part, sum_records<window_bytes, one_shuffle>(tables, record, part, shuffle));
      record += std::size_t{part} * tables.stride;
      left -= part;
    }
    ++unit;
  }
  if (run_records > 0) flush(columns, run_wide, run);
  _mm_sfence();
}

template <std::uint32_t window_bytes>
void compare(const GroupColumns& columns, const std::byte* before, const std::byte* after, std::uint32_t count,
             LaneDeltas& deltas) {
  const Tables tables(columns);
  const __m256i zero = _mm256_setzero_si256();
  Sums was{zero, zero, zero}, is{zero, zero, zero};  // counts: of those who have met
  for (; count > 0; --count, before += tables.stride, after += tables.stride) {
    std::size_t row = 0;
    const __m256i lacked = lacks_of<window_bytes, false>(tables, before, zero, row);
    const __m256i lacks = lacks_of<window_bytes, false>(tables, after, zero, row);
    was.counts = _mm256_sub_epi16(was.counts, _mm256_cmpeq_epi16(lacked, zero));
    is.counts = _mm256_sub_epi16(is.counts, _mm256_cmpeq_epi16(lacks, zero));
    was.add_missing(lacked);
    is.add_missing(lacks);
  }
  alignas(32) std::int16_t met[16];
  alignas(32) std::int32_t low[8], high[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(met), _mm256_sub_epi16(is.counts, was.counts));
  _mm256_store_si256(reinterpret_cast<__m256i*>(low), _mm256_sub_epi32(is.missing_low, was.missing_low));
  _mm256_store_si256(reinterpret_cast<__m256i*>(high), _mm256_sub_epi32(is.missing_high, was.missing_high));
  for (std::uint32_t lane = 0; lane < lanes_of_group; ++lane) {
    const std::uint32_t at = (lane & 3) + (lane & 8) / 2;
    deltas.behind[lane] -= met[lane];
    deltas.missing[lane] += (lane & 4) == 0 ? low[at] : high[at];
  }
}

}  // namespace

void compare_records_avx2(const GroupColumns& columns, const std::byte* before, const std::byte* after,
                          std::uint32_t count, LaneDeltas& deltas) {
  columns.record_bytes == 8 ? compare<8>(columns, before, after, count, deltas)
                            : compare<16>(columns, before, after, count, deltas);
}

void evaluate_units_avx2(const GroupColumns& columns, std::uint32_t first, std::uint32_t last) {
  if (columns.record_bytes == 8) {
    columns.one_shuffle ? evaluate<8, true>(columns, first, last) : evaluate<8, false>(columns, first, last);
  } else {
    columns.one_shuffle ? evaluate<16, true>(columns, first, last) : evaluate<16, false>(columns, first, last);
  }
}

}  // namespace massline::standing::detail

#pragma GCC pop_options
#endif
