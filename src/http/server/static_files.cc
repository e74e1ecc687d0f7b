#include "http/server/static_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "base/result.h"
#include "http/server/url.h"

namespace massline::http {
namespace {

namespace fs = std::filesystem;

constexpr std::pair<std::string_view, std::string_view> content_types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".yaml", "application/yaml"},
    {".webmanifest", "application/manifest+json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".ttf", "font/ttf"},
    {".txt", "text/plain; charset=utf-8"},
    {".pdf", "application/pdf"},
};

std::string_view ending_of(std::string_view file_name) {
  const auto name = file_name.substr(file_name.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot);
}

struct Found {
  fs::path file;
  std::string tag;
};

// The regular file under `folder` that the path names; nothing if there is none, or if it lies elsewhere.
std::optional<Found> find_file(const fs::path& folder, std::string_view path) {
  std::error_code error;
  const fs::path file = fs::canonical(folder / fs::path(path), error);
  if (error) return std::nullopt;
  const auto [folder_end, file_at] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  if (folder_end != folder.end() || file_at == file.end()) return std::nullopt;
  struct stat status {};
  if (stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  const auto changed_ns = status.st_mtim.tv_sec * 1'000'000'000L + status.st_mtim.tv_nsec;
  return Found{file, fmt::format("\"{:x}-{:x}\"", changed_ns, status.st_size)};
}

// What a file may be packed by, the smallest first, and the ending of such a copy.
struct Packing {
  std::string_view encoding, ending;
};
constexpr Packing packings[] = {{"br", ".br"}, {"gzip", ".gz"}};

// True if the header takes the encoding: named as a whole word, and not with q=0.
bool takes(const Request& request, std::string_view encoding) {
  const auto accepted = lower_ascii(request.headers.get("Accept-Encoding"));
  for (std::string_view rest = accepted; !rest.empty();) {
    const std::string_view range = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), range.size() + 1));
    const std::size_t start = range.find_first_not_of(' ');
    if (start == std::string_view::npos) continue;
    const std::string_view name = range.substr(start, range.find_first_of("; ", start) - start);
    const std::size_t quality = range.find("q=");
    if (name == encoding)
      return quality == std::string_view::npos || range.find_first_of("123456789", quality) != std::string_view::npos;
  }
  return false;
}

bool is_under(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

// True if If-None-Match names this tag (or any, by *); weak marks make no difference here.
bool has_tag(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

class StaticFiles {
 public:
  StaticFiles(const fs::path& folder, std::vector<std::string> not_pages, ProblemWriter write_problem)
      : not_pages_(std::move(not_pages)), write_problem_(std::move(write_problem)) {
    std::error_code error;
    folder_ = fs::canonical(folder, error);
    if (error || !fs::is_directory(folder_)) throw Fault("there is no folder of web pages at " + folder.string());
  }

  Response answer(const Request& request) const {
    const std::string_view path = request.path;
    const bool is_page = std::none_of(not_pages_.begin(), not_pages_.end(),
                                      [&](const std::string& prefix) { return is_under(path, prefix); });
    std::string name(path.substr(std::min<std::size_t>(1, path.size())));
    auto found = is_page && !name.empty() ? find_file(folder_, name) : std::nullopt;
    if (!found && is_page && ending_of(path).empty()) {
      name = "index.html";
      found = find_file(folder_, name);
    }
    if (!found) return write_problem_(problems::not_found, request.headers, request.id);

    Response response;
    response.content_type = content_type_of(name);
    response.headers.add("Cache-Control",
                         name.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    pack(request, name, *found, response);
    response.headers.add("ETag", found->tag);
    if (has_tag(request.headers.get("If-None-Match"), found->tag)) {
      response.status = 304;
      response.content_type.clear();
      return response;
    }
    response.file = found->file;
    return response;
  }

 private:
  // Puts the smallest packed copy that the client takes in place of the file.
  void pack(const Request& request, const std::string& name, Found& found, Response& response) const {
    bool varies = false;
    std::optional<Found> chosen;
    for (const Packing& packing : packings) {
      auto packed = find_file(folder_, name + std::string(packing.ending));
      if (!packed) continue;
      varies = true;
      if (chosen || !takes(request, packing.encoding)) continue;
      chosen = std::move(packed);
      response.headers.add("Content-Encoding", packing.encoding);
    }
    if (varies) response.headers.add("Vary", "Accept-Encoding");
    if (chosen) found = std::move(*chosen);
  }

  fs::path folder_;
  std::vector<std::string> not_pages_;
  ProblemWriter write_problem_;
};

}  // namespace

std::string_view content_type_of(std::string_view file_name) {
  const auto ending = lower_ascii(ending_of(file_name));
  for (const auto& [known, type] : content_types)
    if (known == ending) return type;
  return "application/octet-stream";
}

Handler static_files(const std::filesystem::path& folder, std::vector<std::string> not_pages,
                     ProblemWriter write_problem) {
  return [files = StaticFiles(folder, std::move(not_pages), std::move(write_problem))](const Request& request) {
    return files.answer(request);
  };
}

}  // namespace massline::http
