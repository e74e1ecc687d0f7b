// Pictures without what a camera writes beside them: place, time, device, owner, thumbnails. Pure, thread-safe.
//
// The picture's own data are copied as they are, so nothing is lost in quality; of all that stands around them, only
// what is needed to show it is copied. How the camera was held (the EXIF orientation) is written anew, alone.
//
//   auto kept = without_metadata(bytes);
//   if (kept.outcome == PictureMetadata::removed) bytes = kept.bytes;
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace massline {

namespace refusals {
inline constexpr Message picture_damaged{
    "picture-damaged", RefusalKind::invalid,
    "This picture can't be read to its end, so that what it tells of place, time and device can't be taken out. Open "
    "it, save "
    "it anew and attach that.",
    "无法完整读取该图片，因而不能清除其中的地点、时间和设备信息。请打开图片、重新保存后再添加。"};
}  // namespace refusals

enum class PictureMetadata {
  not_a_picture,  // nothing that this knows: neither JPEG, PNG, WebP nor GIF
  none,           // there was nothing to take out: keep the bytes as they are
  removed,        // `bytes` is the picture without
  damaged,        // it begins as a picture, and does not go on as one
};

struct CleanPicture {
  PictureMetadata outcome = PictureMetadata::not_a_picture;
  std::string bytes;  // only where something was removed
};

/// Reads JPEG (ITU-T T.81), PNG (W3C PNG 3), WebP (RFC 9649) and GIF (89a) by their parts; never decodes a pixel.
/// Errors: none; what can't be walked to its end is `damaged`. A JPEG may lack its end, as browsers show it
/// nevertheless. Cost:   O(bytes), one copy.
CleanPicture without_metadata(std::string_view bytes);

}  // namespace massline
