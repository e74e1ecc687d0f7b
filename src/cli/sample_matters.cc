#include "cli/sample_matters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>

#include "cli/runtime.h"
#include "cli/yaml_file.h"
#include "matters/matter_commands.h"
#include "matters/matter_table.h"
#include "matters/raise_matter.h"
#include "registry/people.h"

namespace massline::cli {
namespace {

constexpr std::string_view raiser = "raiser";

class MattersReader {
 public:
  MattersReader(Context& ctx, ManualClock& clock, Instant now, const std::filesystem::path& file,
                const SampleOrganisation& organisation)
      : ctx_(ctx), clock_(clock), now_(now), file_(file), organisation_(organisation) {}

  SampleMatters create() {
    const YAML::Node root = file_.load();
    for (const auto& matter : root["matters"]) {
      const std::string key = file_.text(matter, "key");
      events_.emplace(instant(matter), Event{matter, key, true});
      for (const auto& step : matter["then"]) events_.emplace(instant(step), Event{step, key, false});
    }
    for (const auto& [at, event] : events_) {
      pass_time_until(at);
      event.raises ? raise(event) : act(event);
    }
    pass_time_until(now_);
    return std::move(result_);
  }

 private:
  struct Event {
    YAML::Node node;
    std::string matter;
    bool raises;
  };

  /// at: "12 09:20" is twelve days ago, at twenty past nine in the organisation's zone.
  Instant instant(const YAML::Node& node) const {
    const std::string text = file_.text(node, "at");
    int days = 0, hour = 0, minute = 0;
    if (std::sscanf(text.c_str(), "%d %d:%d", &days, &hour, &minute) != 3 ||
        text != fmt::format("{} {:02}:{:02}", days, hour, minute) || days < 1 ||
        std::chrono::days{days} >= sample_matters_since || hour > 23 || minute > 59)
      file_.fail(node, fmt::format("“{}” is no time. Write days ago, 1 to {}, and the time of day: at: 12 09:20", text,
                                   sample_matters_since.count() - 1));
    const Date day = ctx_.zone.date_of(now_) - std::chrono::days{days};
    return Instant{ctx_.zone.start_of(day).ms + (hour * 60 + minute) * std::int64_t{60'000}};
  }

  /// As the jobs of a server do: each day, what is late goes up.
  void pass_time_until(Instant at) {
    while (clock_.now().ms + ms_per_day < at.ms) {
      clock_.advance(std::chrono::days{1});
      matters::escalate_late(ctx_);
    }
    clock_.set(std::max(at, clock_.now()));
    matters::escalate_late(ctx_);
  }

  UnitId unit(const YAML::Node& node, const std::string& key) const {
    const auto found = organisation_.unit_ids.find(key);
    if (found == organisation_.unit_ids.end()) file_.fail(node, fmt::format("the sample has no unit “{}”.", key));
    return found->second;
  }

  access::Viewer viewer(const YAML::Node& node, const std::string& key) const {
    const auto found = organisation_.person_ids.find(key);
    if (found == organisation_.person_ids.end()) file_.fail(node, fmt::format("the sample has no person “{}”.", key));
    return ctx_.store.read([&](db::Reader& in) { return registry::viewer_of(in, found->second, ctx_.today()); });
  }

  /// "@key" is a unit or a person, {days: -3} a date; whole numbers, true and false are what they are.
  Json value_of(const YAML::Node& node) const {
    if (node.IsMap())
      return to_string(ctx_.zone.date_of(now_) + std::chrono::days{std::stoi(file_.text(node, "days"))});
    const std::string text = node.as<std::string>();
    if (text.starts_with('@')) {
      const std::string key = text.substr(1);
      if (const auto person = organisation_.person_ids.find(key); person != organisation_.person_ids.end())
        return to_string(person->second);
      return to_string(unit(node, key));
    }
    if (node.Tag() == "!") return text;  // in quotes
    if (text == "true" || text == "false") return text == "true";
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
    return text;
  }

  JsonObject inputs_of(const YAML::Node& node) const {
    JsonObject inputs;
    for (const auto& input : node["inputs"]) inputs.emplace(input.first.as<std::string>(), value_of(input.second));
    return inputs;
  }

  template <class T>
  T value_or_fail(const YAML::Node& node, const Result<T>& result) const {
    if (!result) file_.fail(node, result.error().text(Language::en));
    return *result;
  }

  void raise(const Event& event) {
    const YAML::Node& node = event.node;
    matters::RaiseRequest request;
    request.procedure = file_.text_or_empty(node, "procedure");
    request.topic = file_.text_or_empty(node, "topic");
    request.place = unit(node, file_.text(node, "place"));
    request.address = file_.text_or_empty(node, "address");
    request.contact.name = file_.text_or_empty(node, "name");
    request.contact.phone = file_.text_or_empty(node, "phone");
    request.anonymous = request.contact.name.empty();
    request.language = file_.text_or_empty(node, "language");
    request.inputs = inputs_of(node);
    const std::string by = file_.text_or_empty(node, "by");
    if (const std::string channel = file_.text_or_empty(node, "channel"); !channel.empty()) request.channel = channel;
    const access::Viewer who = by.empty() ? access::Viewer{} : viewer(node, by);
    const auto raised = value_or_fail(node, matters::raise_matter(ctx_, who, request));
    matters_[event.matter] = raised;
    ++result_.count;
    if (file_.text_or_empty(node, "receipt") == "shown")
      result_.receipts.push_back({raised.code, raised.receipt, file_.text_or_empty(node["inputs"], "what")});
  }

  void act(const Event& event) {
    const YAML::Node& node = event.node;
    const matters::RaisedMatter& raised = matters_.at(event.matter);
    const std::string by = file_.text(node, "by"), step = file_.text_or_empty(node, "step"),
                      message = file_.text_or_empty(node, "message"), note = file_.text_or_empty(node, "note");
    if (by == raiser) {
      if (!message.empty()) {
        value_or_fail(node, matters::follow_message(ctx_, {raised.receipt, raised.code, message, {}}));
      } else {
        value_or_fail(node, matters::follow_step(ctx_, {raised.receipt, raised.code, step, {}, inputs_of(node), {}}));
      }
      return;
    }
    const access::Viewer who = viewer(node, by);
    if (!message.empty()) {
      value_or_fail(node, matters::write_message(ctx_, who, {raised.id, message, {}}));
    } else if (!note.empty()) {
      value_or_fail(node, matters::write_note(ctx_, who, {raised.id, note, {}}));
    } else {
      const auto version =
          ctx_.store.read([&](db::Reader& in) { return matters::find_matter(in, raised.region, raised.id)->version; });
      value_or_fail(node, matters::take_step(ctx_, who, {raised.id, step, version, inputs_of(node), {}}));
    }
  }

  Context& ctx_;
  ManualClock& clock_;
  Instant now_;
  YamlFile file_;
  const SampleOrganisation& organisation_;
  std::multimap<Instant, Event> events_;  // a node that is assigned to changes the file's, so none is moved about
  std::map<std::string, matters::RaisedMatter> matters_;
  SampleMatters result_;
};

}  // namespace

SampleMatters create_sample_matters(Context& ctx, ManualClock& clock, Instant now, const std::filesystem::path& file,
                                    const SampleOrganisation& organisation) {
  return MattersReader(ctx, clock, now, file, organisation).create();
}

}  // namespace massline::cli
