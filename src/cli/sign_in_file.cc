#include "cli/sign_in_file.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "cli/runtime.h"

namespace massline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t providers_max = 8;

class Reader {
 public:
  explicit Reader(const fs::path& data) : data_(data), file_(data / sign_in_file) {}

  SignInFile read() {
    YAML::Node root;
    try {
      root = YAML::LoadFile(file_.string());
    } catch (const YAML::Exception& error) {
      throw UserError(fmt::format("{}:{}: {}", file_.string(), error.mark.line + 1, error.msg));
    }
    know(root, {"address", "providers"});
    SignInFile out;
    out.address = text_or_empty(root, "address");
    if (out.address.ends_with('/')) out.address.pop_back();
    if (!out.address.empty() && !oidc::may_be_asked(out.address))
      fail(root["address"], "“address” is https://… as browsers reach this server.");
    const auto providers = root["providers"];
    if (!providers || !providers.IsSequence() || providers.size() == 0 || providers.size() > providers_max)
      fail(root,
           fmt::format("“providers” is a list of 1 to {}. Write providers: [{{id: …, issuer: …}}]", providers_max));
    for (const auto& provider : providers) {
      out.providers.push_back(read_provider(provider));
      if (!ids_.insert(out.providers.back().id).second) fail(provider, "Another provider above has this id.");
    }
    return out;
  }

 private:
  [[noreturn]] void fail(const YAML::Node& node, const std::string& what) const {
    throw UserError(fmt::format("{}:{}: {}", file_.string(), node.Mark().line + 1, what));
  }

  void know(const YAML::Node& node, const std::set<std::string>& names) const {
    if (!node.IsMap()) fail(node, "Here stand names and values, as “issuer: https://…”.");
    for (const auto& member : node) {
      const auto name = member.first.as<std::string>("");
      if (!names.contains(name))
        fail(member.first, fmt::format("“{}” is not known here. It takes: {}.", name, fmt::join(names, ", ")));
    }
  }

  std::string text_or_empty(const YAML::Node& node, const char* name) const {
    const auto member = node[name];
    if (!member) return {};
    if (!member.IsScalar()) fail(member, fmt::format("“{}” is one text.", name));
    return member.as<std::string>();
  }

  std::string text(const YAML::Node& node, const char* name) const {
    std::string value = text_or_empty(node, name);
    if (value.empty()) fail(node, fmt::format("“{}” is missing. Write {}: …", name, name));
    return value;
  }

  oidc::ProviderSettings read_provider(const YAML::Node& node) const {
    know(node, {"id", "title", "issuer", "client", "secret-file", "accounts", "second-factor", "ca-file"});
    oidc::ProviderSettings out;
    out.id = text(node, "id");
    const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    if (out.id.size() > 40 || !std::all_of(out.id.begin(), out.id.end(), is_plain))
      fail(node["id"], "An id has at most 40 small letters, digits and -.");
    if (!node["title"]) fail(node, "“title” is missing. Write title: {en: …, zh: …}");
    know(node["title"], {"en", "zh"});
    out.title_en = text(node["title"], "en");
    out.title_zh = text(node["title"], "zh");
    out.issuer = text(node, "issuer");
    if (!oidc::may_be_asked(out.issuer))
      fail(node["issuer"], "“issuer” is an https address; http is for this machine itself.");
    out.client = text(node, "client");
    out.secret = secret_of(node);
    const std::string ca_file = text_or_empty(node, "ca-file");
    if (!ca_file.empty()) out.ca_file = existing(node["ca-file"], ca_file).string();
    out.name_claim = name_claim_of(node);
    const std::string factor = text_or_empty(node, "second-factor");
    if (!factor.empty() && factor != "here" && factor != "provider")
      fail(node["second-factor"], "“second-factor” is here, or provider if it asks for one itself.");
    out.has_factor = factor == "provider";
    return out;
  }

  std::string name_claim_of(const YAML::Node& node) const {
    const auto accounts = node["accounts"];
    if (!accounts || (accounts.IsScalar() && accounts.as<std::string>() == "connected")) return {};
    if (!accounts.IsMap())
      fail(accounts, "“accounts” is connected, or {claim: preferred_username} if the provider vouches for names here.");
    know(accounts, {"claim"});
    return text(accounts, "claim");
  }

  fs::path existing(const YAML::Node& node, const std::string& name) const {
    const fs::path path = data_ / name;  // an absolute name stays as it is
    if (!fs::is_regular_file(path)) fail(node, fmt::format("There is no file {}.", path.string()));
    return path;
  }

  std::string secret_of(const YAML::Node& node) const {
    const std::string name = text_or_empty(node, "secret-file");
    if (name.empty()) return {};
    const fs::path path = existing(node["secret-file"], name);
    if ((fs::status(path).permissions() & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none)
      fail(node["secret-file"], fmt::format("{} can be read by others. chmod 600 {}", path.string(), path.string()));
    std::string secret = read_file(path);
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
    if (secret.empty()) fail(node["secret-file"], fmt::format("{} is empty.", path.string()));
    return secret;
  }

  fs::path data_, file_;
  std::set<std::string> ids_;
};

}  // namespace

SignInFile read_sign_in_file(const fs::path& data) {
  if (!fs::exists(data / sign_in_file)) return {};
  return Reader(data).read();
}

}  // namespace massline::cli
