// Receipt files, as anybody may hand one to `massline verify --receipt`: what is read is written again byte for byte,
// and what holds stops holding when a byte of its statement changes.
#include "fuzz/target.h"
#include "journal/receipts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  const std::string_view text = fuzz::text_of(data, size);
  const auto receipt = journal::read_receipt(text);
  if (!receipt) return 0;
  check(journal::to_text(*receipt) == text, "a receipt that is read is what to_text() writes");
  if (!journal::problem_of(*receipt).empty()) return 0;
  auto bent = *receipt;
  bent.salt += 'x';
  check(!journal::problem_of(bent).empty(), "another salt is another statement");
  return 0;
}
