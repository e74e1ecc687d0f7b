#include "channels/xlsx_parts.h"

#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "base/text.h"
#include "channels/refusals.h"

namespace massline::channels {
namespace {

/// The part that `target`, found in the relationships of `base`, means.
std::string resolve(const std::string& base_folder, std::string target) {
  if (target.starts_with('/')) return target.substr(1);
  std::string folder = base_folder;
  while (target.starts_with("../")) {
    target.erase(0, 3);
    const std::size_t slash = folder.rfind('/', folder.empty() ? 0 : folder.size() - 2);
    folder = slash == std::string::npos ? "" : folder.substr(0, slash + 1);
  }
  while (target.starts_with("./")) target.erase(0, 2);
  return folder + target;
}

struct Relation {
  std::string id, type, part;
};

class RelationHandler final : public XmlHandler {
 public:
  explicit RelationHandler(std::string folder) : folder_(std::move(folder)) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || attributes.get_or("TargetMode", "") == "External") return;
    std::string type = attributes.get_or("Type", "");
    const std::size_t slash = type.rfind('/');
    if (slash != std::string::npos) type.erase(0, slash + 1);
    relations.push_back(
        {attributes.get_or("Id", ""), std::move(type), resolve(folder_, attributes.get_or("Target", ""))});
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  std::vector<Relation> relations;

 private:
  std::string folder_;
};

Result<std::vector<Relation>> read_relations(ZipArchive& archive, const std::string& part) {
  const std::size_t slash = part.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? part : part.substr(slash + 1);
  RelationHandler handler(folder);
  const auto read = read_part(archive, folder + "_rels/" + name + ".rels", handler);
  if (!read) return tl::unexpected(read.error());
  return std::move(handler.relations);
}

class WorkbookHandler final : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "sheet") {
      sheets.emplace_back(attributes.get_or("name", ""), attributes.get_or("id", ""));
    } else if (name == "workbookPr") {
      const std::string value = attributes.get_or("date1904", "0");
      from_1904 = value == "1" || value == "true";
    }
  }
  void end(std::string_view) override {}
  void text(std::string_view) override {}

  std::vector<std::pair<std::string, std::string>> sheets;  // name, relationship
  bool from_1904 = false;
};

class StringsHandler final : public XmlHandler {
 public:
  explicit StringsHandler(const XlsxLimits& limits) : limits_(limits) {}
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "si") {
      current_.clear();
    } else if (name == "rPh") {
      in_phonetic_ = true;
    } else if (name == "t") {
      in_text_ = !in_phonetic_;
    }
  }
  void end(std::string_view name) override {
    if (name == "si") {
      if (strings.size() >= limits_.shared_count_max || bytes_ > limits_.shared_bytes_max) {
        too_many = true;
        return;
      }
      strings.push_back(without_escapes(current_));
    } else if (name == "rPh") {
      in_phonetic_ = false;
    } else if (name == "t") {
      in_text_ = false;
    }
  }
  void text(std::string_view part) override {
    if (!in_text_ || too_many) return;
    bytes_ += part.size();
    if (bytes_ > limits_.shared_bytes_max) {
      too_many = true;
      return;
    }
    current_.append(part);
  }

  std::vector<std::string> strings;
  bool too_many = false;

 private:
  const XlsxLimits& limits_;
  std::string current_;
  std::size_t bytes_ = 0;
  bool in_text_ = false, in_phonetic_ = false;
};

class StylesHandler final : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmt") {
      formats_[attributes.get_or("numFmtId", "")] = is_date_format(attributes.get_or("formatCode", ""));
    } else if (name == "cellXfs") {
      in_cells_ = true;
    } else if (name == "xf" && in_cells_) {
      styles_.push_back(attributes.get_or("numFmtId", "0"));
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_cells_ = false;
  }
  void text(std::string_view) override {}

  /// The formats may stand behind the styles that use them.
  std::vector<bool> date_styles() const {
    std::vector<bool> dates;
    for (const std::string& id : styles_) {
      const auto own = formats_.find(id);
      int number = 0;
      std::from_chars(id.data(), id.data() + id.size(), number);
      // ECMA-376 part 1, 18.8.30: formats known without a code; 27 to 36 and 50 to 58 are dates in East Asian locales.
      const bool built_in = (number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
                            (number >= 45 && number <= 47) || (number >= 50 && number <= 58);
      dates.push_back(own != formats_.end() ? own->second : built_in);
    }
    return dates;
  }

 private:
  std::map<std::string, bool> formats_;
  std::vector<std::string> styles_;
  bool in_cells_ = false;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::string without_escapes(std::string_view text) {
  if (text.find("_x") == std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text.size() - i >= 7 && text[i] == '_' && text[i + 1] == 'x' && text[i + 6] == '_') {
      char32_t code = 0;
      bool valid = true;
      for (std::size_t k = i + 2; k < i + 6; ++k) {
        const int digit = hex_digit(text[k]);
        valid = valid && digit >= 0;
        code = code * 16 + static_cast<char32_t>(digit < 0 ? 0 : digit);
      }
      if (valid && code != 0 && (code < 0xD800 || code > 0xDFFF)) {
        append_utf8(out, code);
        i += 7;
        continue;
      }
    }
    out.push_back(text[i++]);
  }
  return out;
}

Result<Done> read_part(ZipArchive& archive, const std::string& part, XmlHandler& handler) {
  if (const auto opened = archive.open_part(part); !opened) return tl::unexpected(opened.error());
  XmlReader reader(handler);
  std::array<char, 64 * 1024> buffer;
  while (true) {
    const auto count = archive.read(buffer);
    if (!count) return tl::unexpected(count.error());
    if (!reader.feed(std::span<const char>(buffer.data(), *count), *count == 0))
      return refuse(refusals::workbook_malformed, {{"part", part}, {"problem", reader.problem()}});
    if (*count == 0) return Done{};
  }
}

Result<Workbook> read_workbook(ZipArchive& archive) {
  auto root = read_relations(archive, "");
  if (!root) return tl::unexpected(root.error());
  std::string main_part = "xl/workbook.xml";
  for (const Relation& relation : *root) {
    if (relation.type == "officeDocument") main_part = relation.part;
  }
  WorkbookHandler handler;
  if (const auto read = read_part(archive, main_part, handler); !read) return tl::unexpected(read.error());
  auto relations = read_relations(archive, main_part);
  if (!relations) return tl::unexpected(relations.error());

  Workbook workbook;
  workbook.from_1904 = handler.from_1904;
  for (const Relation& relation : *relations) {
    if (relation.type == "sharedStrings") workbook.strings_part = relation.part;
    if (relation.type == "styles") workbook.styles_part = relation.part;
  }
  for (const auto& [name, id] : handler.sheets) {
    for (const Relation& relation : *relations) {
      // Sheets of charts and macros have no rows.
      if (relation.id != id || relation.type != "worksheet") continue;
      workbook.sheets.push_back(name);
      workbook.sheet_parts.push_back(relation.part);
    }
  }
  if (workbook.sheets.empty())
    return refuse(refusals::workbook_malformed, {{"part", main_part}, {"problem", "it has no sheet with cells"}});
  return workbook;
}

Result<std::vector<std::string>> read_shared_strings(ZipArchive& archive, const std::string& part,
                                                     const XlsxLimits& limits) {
  StringsHandler handler(limits);
  if (const auto read = read_part(archive, part, handler); !read) return tl::unexpected(read.error());
  if (handler.too_many) {
    return refuse(refusals::file_too_large,
                  {{"part", part}, {"max", std::to_string(limits.shared_bytes_max >> 20) + " MiB"}});
  }
  return std::move(handler.strings);
}

Result<std::vector<bool>> read_date_styles(ZipArchive& archive, const std::string& part) {
  StylesHandler handler;
  if (const auto read = read_part(archive, part, handler); !read) return tl::unexpected(read.error());
  return handler.date_styles();
}

}  // namespace massline::channels
