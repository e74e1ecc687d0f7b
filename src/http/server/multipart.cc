#include "http/server/multipart.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "http/server/refusals.h"
#include "http/server/url.h"

namespace massline::http {
namespace {

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// `; name="value"` pairs behind the first word of a header's value. A backslash in quotes is taken for an escape only
// before a quote or another backslash, because browsers send C:\path unescaped.
std::optional<Fields> parameters_of(std::string_view value) {
  Fields out;
  auto at = value.find(';');
  while (at != std::string_view::npos && at < value.size()) {
    ++at;
    const auto equals = value.find('=', at);
    if (equals == std::string_view::npos) {
      if (!without_blanks(value.substr(at)).empty()) return std::nullopt;
      return out;
    }
    const auto name = lower_ascii(without_blanks(value.substr(at, equals - at)));
    at = equals + 1;
    std::string text;
    if (at < value.size() && value[at] == '"') {
      for (++at; at < value.size() && value[at] != '"'; ++at) {
        const bool escape =
            value[at] == '\\' && at + 1 < value.size() && (value[at + 1] == '"' || value[at + 1] == '\\');
        if (escape) ++at;
        text.push_back(value[at]);
      }
      if (at >= value.size()) return std::nullopt;
      ++at;
      const auto next = std::min(value.find(';', at), value.size());
      if (!without_blanks(value.substr(at, next - at)).empty()) return std::nullopt;
      at = next;
    } else {
      const auto next = std::min(value.find(';', at), value.size());
      text = without_blanks(value.substr(at, next - at));
      at = next;
    }
    if (out.contains(name)) return std::nullopt;
    out.emplace(name, std::move(text));
  }
  return out;
}

std::optional<std::string> boundary_of(std::string_view content_type) {
  if (lower_ascii(without_blanks(content_type.substr(0, content_type.find(';')))) != "multipart/form-data")
    return std::nullopt;
  const auto parameters = parameters_of(content_type);
  if (!parameters) return std::nullopt;
  auto boundary = first_of(*parameters, "boundary");
  const bool usable = boundary && !boundary->empty() && boundary->size() <= 70 &&
                      std::all_of(boundary->begin(), boundary->end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  return usable ? boundary : std::nullopt;
}

std::string last_component(const std::string& path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

bool is_one_line(std::string_view text) {
  return is_valid_utf8(text) && !has_control_characters(text) && text.find_first_of("\r\n") == std::string_view::npos;
}

// filename*=UTF-8''%e8%af%81.pdf goes before filename="…", in which browsers write %22 for a quote.
std::optional<std::string> file_name_of(const Fields& parameters) {
  if (const auto extended = first_of(parameters, "filename*")) {
    const auto second_quote = extended->find('\'', extended->find('\'') + 1);
    if (!lower_ascii(*extended).starts_with("utf-8'") || second_quote == std::string::npos) return std::nullopt;
    return percent_decoded(std::string_view(*extended).substr(second_quote + 1), Plus::is_plus);
  }
  auto name = first_of(parameters, "filename");
  if (!name || !is_valid_utf8(*name)) return std::nullopt;
  for (auto at = name->find("%22"); at != std::string::npos; at = name->find("%22", at)) name->replace(at, 3, "\"");
  return name;
}

// Reads the header lines of one part. False if they make no sense.
bool read_part_header(std::string_view header, Part& part) {
  bool disposition_seen = false;
  while (!header.empty()) {
    const auto end = std::min(header.find("\r\n"), header.size());
    const auto line = header.substr(0, end);
    header.remove_prefix(std::min(end + 2, header.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    const auto name = lower_ascii(without_blanks(line.substr(0, colon)));
    const auto value = without_blanks(line.substr(colon + 1));
    if (name == "content-type") part.content_type = value;
    if (name != "content-disposition") continue;
    const auto parameters = parameters_of(value);
    if (disposition_seen || !parameters || lower_ascii(without_blanks(value.substr(0, value.find(';')))) != "form-data")
      return false;
    disposition_seen = true;
    part.name = first_of(*parameters, "name").value_or("");
    part.is_file = parameters->contains("filename") || parameters->contains("filename*");
    if (!part.is_file) continue;
    const auto file_name = file_name_of(*parameters);
    if (!file_name || !is_one_line(*file_name)) return false;
    part.file_name = last_component(*file_name);
  }
  return disposition_seen && !part.name.empty() && is_one_line(part.name) && is_one_line(part.content_type);
}

}  // namespace

Result<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body,
                                          MultipartLimits limits) {
  const auto boundary = boundary_of(content_type);
  if (!boundary) return refuse(refusals::form_expected);
  const std::string delimiter = "\r\n--" + *boundary;

  // The first delimiter may stand at the very beginning, without the line break before it.
  std::size_t at = 0;
  if (body.starts_with(std::string_view(delimiter).substr(2))) {
    at = delimiter.size() - 2;
  } else {
    at = body.find(delimiter);
    if (at == std::string_view::npos) return refuse(refusals::form_malformed);
    at += delimiter.size();
  }
  std::vector<Part> parts;
  for (;;) {
    if (body.substr(at, 2) == "--") return parts;  // what follows the last delimiter is of no meaning
    while (at < body.size() && (body[at] == ' ' || body[at] == '\t')) ++at;
    if (body.substr(at, 2) != "\r\n") return refuse(refusals::form_malformed);
    if (parts.size() == limits.parts)
      return refuse(refusals::form_too_many_parts, {{"max", std::to_string(limits.parts)}});
    at += 2;
    const auto header_size = body.substr(at, limits.header_bytes).find("\r\n\r\n");
    if (header_size == std::string_view::npos) return refuse(refusals::form_malformed);
    Part part;
    if (!read_part_header(body.substr(at, header_size), part)) return refuse(refusals::form_malformed);
    // From the empty line on, so that a part without content is found too.
    const auto content_begin = at + header_size + 4;
    const auto content_end = body.find(delimiter, content_begin - 2);
    if (content_end == std::string_view::npos) return refuse(refusals::form_malformed);
    part.content =
        content_end < content_begin ? std::string_view() : body.substr(content_begin, content_end - content_begin);
    parts.push_back(std::move(part));
    at = content_end + delimiter.size();
  }
}

const Part* find_part(const std::vector<Part>& parts, std::string_view name) {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.name == name; });
  return found == parts.end() ? nullptr : &*found;
}

}  // namespace massline::http
