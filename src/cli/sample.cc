#include "cli/sample.h"

#include <fmt/format.h>

#include <map>

#include "cli/runtime.h"
#include "cli/sign_in_command.h"
#include "cli/yaml_file.h"
#include "registry/accounts.h"
#include "registry/people.h"
#include "registry/unit_commands.h"

namespace massline::cli {
namespace {

class SampleReader {
 public:
  SampleReader(Context& ctx, std::filesystem::path file, std::string password)
      : ctx_(ctx), file_(std::move(file)), password_(std::move(password)) {}

  SampleOrganisation create() {
    const YAML::Node root = file_.load();
    const auto done = ctx_.store.command([&](db::Transaction& tx) -> Result<Done> {
      units_.clear();
      people_.clear();
      for (const auto& unit : root["units"]) create_unit(tx, unit);
      for (const auto& person : root["people"]) create_person(tx, person);
      const std::string factors = YamlFile::text_or_empty(root, "second-factors");
      if (!factors.empty() && factors != factors_not_asked)
        file_.fail(root["second-factors"],
                   fmt::format("Write second-factors: {}, or leave it out.", factors_not_asked));
      if (!factors.empty()) set_setting(tx, factors_setting, factors);
      return Done{};
    });
    check(done.has_value(), "refusals of the sample are thrown");
    for (const auto& person : root["people"]) create_account(person);
    result_.unit_ids = std::move(units_);
    result_.person_ids = std::move(people_);
    return std::move(result_);
  }

 private:
  /// A name is a text, or {zh: …, en: …}: then the first is the name, the second its English form.
  static std::pair<std::string, std::string> names(const YAML::Node& node) {
    if (!node) return {};
    if (node.IsScalar()) return {node.as<std::string>(), ""};
    const std::string zh = YamlFile::text_or_empty(node, "zh"), en = YamlFile::text_or_empty(node, "en");
    return zh.empty() ? std::pair(en, std::string()) : std::pair(zh, en);
  }

  UnitId unit(const YAML::Node& node, const std::string& key) const {
    const auto found = units_.find(key);
    if (found == units_.end()) file_.fail(node, fmt::format("there is no unit “{}” above this line.", key));
    return found->second;
  }

  template <class T>
  T value_of(const YAML::Node& node, const Result<T>& result) const {
    if (!result) file_.fail(node, result.error().text(Language::en));
    return *result;
  }

  void create_unit(db::Transaction& tx, const YAML::Node& node) {
    const std::string key = file_.text(node, "key");
    const std::string under = YamlFile::text_or_empty(node, "under");
    const auto [name, name_en] = names(node["name"]);
    const registry::NewUnit unit{.parent = under.empty() ? UnitId{} : this->unit(node, under),
                                 .kind = file_.text(node, "kind"),
                                 .code = file_.text(node, "code"),
                                 .name = name,
                                 .name_en = name_en,
                                 .setting = YamlFile::text_or_empty(node, "setting"),
                                 .from = Date{std::chrono::year{2000} / 1 / 1}};
    units_[key] = value_of(node, registry::create_unit(ctx_, tx, server_, unit)).id;
  }

  void create_person(db::Transaction& tx, const YAML::Node& node) {
    const auto posts = node["posts"], memberships = node["memberships"];
    const auto belongs = posts && posts.size() > 0 ? posts : memberships;
    if (!belongs || belongs.size() == 0)
      file_.fail(node, "a person of the sample belongs somewhere. Write posts: [{post: …, unit: …}] or memberships: …");
    const auto [name, name_en] = names(node["name"]);
    const auto person = value_of(
        node, registry::create_person(ctx_, tx, server_,
                                      {.unit = unit(belongs[0], file_.text(belongs[0], "unit")), .name = name}));
    people_[file_.text(node, "key")] = person.id;
    const Date from{std::chrono::year{2020} / 1 / 1};
    for (const auto& post : posts)
      value_of(post, registry::begin_post(ctx_, tx, server_,
                                          {.person = person.id,
                                           .unit = unit(post, file_.text(post, "unit")),
                                           .kind = file_.text(post, "post"),
                                           .from = from,
                                           .to = {}}));
    for (const auto& membership : memberships)
      value_of(membership, registry::begin_membership(ctx_, tx, server_,
                                                      {.person = person.id,
                                                       .unit = unit(membership, file_.text(membership, "unit")),
                                                       .kind = file_.text(membership, "kind"),
                                                       .from = from}));
  }

  std::string membership_title(const std::string& id) const {
    for (const auto& kind : ctx_.rulebook.memberships)
      if (kind.id == id) return kind.title.in(Language::en);
    return id;
  }

  void create_account(const YAML::Node& node) {
    const std::string login = YamlFile::text_or_empty(node, "login");
    if (login.empty()) return;
    const auto language = YamlFile::text_or_empty(node, "language") == "en" ? Language::en : Language::zh;
    const PersonId person = people_.at(file_.text(node, "key"));
    value_of(node, registry::create_account(
                       ctx_, server_, {.person = person, .name = login, .password = password_, .language = language}));
    const auto [name, name_en] = names(node["name"]);
    std::string posts;
    ctx_.store.read([&](db::Reader& in) {
      for (const auto& post : registry::posts_of_person(in, person)) {
        const auto* kind = ctx_.rulebook.post(post.kind);
        const auto held_in = registry::find_unit(in, post.unit);
        if (!posts.empty()) posts += "; ";
        posts += fmt::format("{}, {}", kind == nullptr ? post.kind : kind->title.in(Language::en),
                             held_in ? held_in->name_in(Language::en) : post.unit_name);
      }
    });
    if (posts.empty()) {
      ctx_.store.read([&](db::Reader& in) {
        for (const auto& membership : registry::memberships_of_person(in, person)) {
          const auto belongs_to = registry::find_unit(in, membership.unit);
          if (!posts.empty()) posts += "; ";
          posts += fmt::format("{}, {}", membership_title(membership.kind),
                               belongs_to ? belongs_to->name_in(Language::en) : membership.unit_name);
        }
      });
    }
    result_.accounts.push_back({login, name_en.empty() ? name : name_en, posts});
  }

  Context& ctx_;
  YamlFile file_;
  std::string password_;
  registry::Actor server_ = registry::Actor::server();
  std::map<std::string, UnitId> units_;
  std::map<std::string, PersonId> people_;
  SampleOrganisation result_;
};

}  // namespace

SampleOrganisation create_sample(Context& ctx, const std::filesystem::path& file, const std::string& password) {
  return SampleReader(ctx, file, password).create();
}

}  // namespace massline::cli
