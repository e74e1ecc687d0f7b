#include "journal/export.h"

#include "base/crypto.h"
#include "journal/checkpoints.h"

namespace massline::journal {

namespace {

constexpr int lines_a_page = 1000;

std::string line_of(Json json) { return to_text(json) + "\n"; }

Json header_of(std::string_view organisation, ExportContent content) {
  return JsonObject{{"massline-journal", 1},
                    {"organisation", organisation},
                    {"content", content == ExportContent::entries ? "entries" : "hashes"}};
}

Json json_of(const PublishedKey& key) {
  return JsonObject{
      {"key", key.id}, {"public", to_hex(key.public_key)}, {"from", key.from.ms}, {"endorsed", to_hex(key.endorsed)}};
}

Json hash_line(std::int64_t seq, std::string_view hash) { return JsonObject{{"seq", seq}, {"hash", to_hex(hash)}}; }

void write_checkpoints(db::Reader& in, const ExportOptions& options, RegionId region,
                       const std::vector<PublishedKey>& keys, const std::function<void(std::string_view)>& write) {
  const auto newest = newest_checkpoint(in, region);
  for (std::int64_t number = 1; newest && number <= newest->number; ++number) {
    const auto checkpoint = find_checkpoint(in, region, number);
    if (!checkpoint || checkpoint->key < 1 || checkpoint->key > static_cast<std::int64_t>(keys.size())) continue;
    const std::string& key = keys[static_cast<std::size_t>(checkpoint->key) - 1].public_key;
    write(line_of(JsonObject{{"checkpoint", to_text(statement_of(*checkpoint, options.organisation, key))}}));
  }
}

void write_region(db::Reader& in, const ExportOptions& options, RegionId region,
                  const std::function<void(std::string_view)>& write) {
  std::int64_t seq = 0;
  std::string hash = first_previous(region);
  while (true) {
    const auto page = entries_after(in, region, seq, lines_a_page);
    for (const Entry& entry : page) {
      write(line_of(options.content == ExportContent::entries ? json_of(entry) : hash_line(entry.seq, entry.hash)));
      seq = entry.seq;
      hash = entry.hash;
    }
    if (page.size() < static_cast<std::size_t>(lines_a_page)) break;
  }
  write(line_of(JsonObject{{"end", region.value}, {"size", seq}, {"hash", to_hex(hash)}}));
}

}  // namespace

Json json_of(const Entry& entry) {
  const Act& act = entry.act;
  return JsonObject{{"seq", entry.seq},
                    {"at", act.at.ms},
                    {"person", act.by.person.value},
                    {"post", act.by.post},
                    {"unit", act.by.unit.value},
                    {"act", act.act},
                    {"kind", act.subject_kind},
                    {"subject", act.subject},
                    {"detail", act.detail},
                    {"before", to_hex(act.before)},
                    {"after", to_hex(act.after)},
                    {"region", entry.region.value},
                    {"previous", to_hex(entry.previous)},
                    {"hash", to_hex(entry.hash)}};
}

std::optional<Entry> entry_of(const Json& json) {
  bool whole = json.object() != nullptr && json.object()->size() == 14;
  const auto number = [&](std::string_view name) {
    const Json* value = json.find(name);
    if (value != nullptr && value->integer() != nullptr) return *value->integer();
    whole = false;
    return std::int64_t{0};
  };
  const auto text = [&](std::string_view name) {
    const Json* value = json.find(name);
    if (value != nullptr && value->string() != nullptr) return *value->string();
    whole = false;
    return std::string();
  };
  const auto bytes = [&](std::string_view name) {
    const auto out = from_hex(text(name));
    if (!out) whole = false;
    return out.value_or("");
  };
  Entry entry;
  entry.region = RegionId{number("region")};
  entry.seq = number("seq");
  entry.act = {
      entry.region,   Instant{number("at")}, {PersonId{number("person")}, text("post"), UnitId{number("unit")}},
      text("act"),    text("kind"),          number("subject"),
      text("detail"), bytes("before"),       bytes("after")};
  entry.previous = bytes("previous");
  entry.hash = bytes("hash");
  return whole ? std::optional(entry) : std::nullopt;
}

void export_journal(db::Reader& in, const ExportOptions& options, const std::function<void(std::string_view)>& write) {
  const auto keys = published_keys(in);
  write(line_of(header_of(options.organisation, options.content)));
  for (const PublishedKey& key : keys) write(line_of(json_of(key)));
  for (const auto row : in.query("SELECT region FROM journal_head UNION SELECT region FROM journal ORDER BY 1")) {
    const auto region = row.id<RegionId>(0);
    if (options.region && options.region != region) continue;
    write(line_of(JsonObject{{"region", region.value}}));
    write_checkpoints(in, options, region, keys, write);
    write_region(in, options, region, write);
  }
}

std::string export_hashes(db::Reader& in, std::string_view organisation, RegionId region, std::int64_t after_seq,
                          int limit) {
  std::string out = line_of(header_of(organisation, ExportContent::hashes));
  out += line_of(JsonObject{{"region", region.value}});
  for (const auto row : in.query("SELECT seq, hash FROM journal WHERE region = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                                 {region, after_seq, limit}))
    out += line_of(hash_line(row.integer(0), row.blob(1)));
  return out;
}

}  // namespace massline::journal
