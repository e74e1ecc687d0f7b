// Receipt files, as anybody may hand one to `massline verify --receipt`: what is read is written so that it is read as
// the same again, and what holds stops holding when a byte of its statement changes.
#include "fuzz/target.h"
#include "journal/receipts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  const std::string_view text = fuzz::text_of(data, size);
  const auto receipt = journal::read_receipt(text);
  if (!receipt) return 0;
  const std::string written = journal::to_text(*receipt);
  const auto again = journal::read_receipt(written);
  check(again && journal::to_text(*again) == written, "a receipt that is written is read as the same");
  if (!journal::problem_of(*receipt).empty()) return 0;
  auto bent = *receipt;
  bent.salt += 'x';
  check(!journal::problem_of(bent).empty(), "another salt is another statement");
  return 0;
}
