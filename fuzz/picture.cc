// Pictures from strangers, walked by their parts: what comes out has nothing left to take out, and is no longer than
// what came in but for the orientation that is written anew.
#include "base/picture.h"

#include "base/result.h"
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace massline;
  constexpr std::size_t orientation_bytes = 64;
  const std::string_view bytes = fuzz::text_of(data, size);
  const CleanPicture once = without_metadata(bytes);
  check((once.outcome == PictureMetadata::removed) == !once.bytes.empty(), "bytes come where something was removed");
  if (once.outcome != PictureMetadata::removed) return 0;
  check(once.bytes.size() <= bytes.size() + orientation_bytes, "a picture does not grow");
  const CleanPicture twice = without_metadata(once.bytes);
  check(twice.outcome == PictureMetadata::none ||
            (twice.outcome == PictureMetadata::removed && twice.bytes == once.bytes),
        "nothing is left to take out");
  return 0;
}
