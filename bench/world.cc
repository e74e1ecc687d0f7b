#include "bench/world.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace massline::bench {
namespace {

namespace fs = std::filesystem;

std::string cookies_of(const std::string& head) {
  constexpr std::string_view name = "Set-Cookie: ";
  std::string cookies;
  for (std::size_t at = head.find(name); at != std::string::npos; at = head.find(name, at + 1)) {
    const std::size_t from = at + name.size();
    cookies += (cookies.empty() ? "" : "; ") + head.substr(from, head.find(';', from) - from);
  }
  return cookies;
}

}  // namespace

fs::path fresh_data(const World& world, const std::string& name) {
  const fs::path base = world.work / "template";
  if (!fs::exists(base))
    run_program({world.program.string(), "init", "--data", base.string(), "--rulebook",
                 (world.source / "rulebooks/cpc").string(), "--sample",
                 (world.source / "samples/county.yaml").string()});
  return copy_data(world, base, name);
}

fs::path copy_data(const World& world, const fs::path& from, const std::string& name) {
  const fs::path data = world.work / name;
  fs::remove_all(data);
  fs::copy(from, data, fs::copy_options::recursive);
  return data;
}

void remove_data(const fs::path& data) { fs::remove_all(data); }

std::string password_of(const fs::path& data) {
  std::ifstream in(data / "sample-accounts.txt", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const std::size_t colon = text.find(": ");
  if (colon == std::string::npos) throw std::runtime_error("sample-accounts.txt names no password");
  return text.substr(colon + 2, text.find('\n') - colon - 2);
}

std::vector<std::string> serve_command(const World& world, const fs::path& data) {
  return {world.program.string(), "serve", "--data", data.string(), "--port", "0", "--no-rate-limits"};
}

std::string sign_in(std::uint16_t port, const fs::path& data, const std::string& login) {
  const nlohmann::json body{{"name", login}, {"password", password_of(data)}};
  const Answer answer = ask(port, request_bytes("POST", "/api/v1/session", {}, body.dump()));
  if (answer.status != 200) throw std::runtime_error("sign in: " + answer.body);
  return "Cookie: " + cookies_of(answer.head) + "\r\nX-CSRF: " + text_of(answer.body, "csrf") + "\r\n";
}

std::string unit_id(std::uint16_t port, const std::string& code) {
  const Answer answer = ask(port, request_bytes("GET", "/api/v1/units?query=" + code));
  if (answer.status != 200) throw std::runtime_error("units: " + answer.body);
  const auto found = nlohmann::json::parse(answer.body);
  for (const auto& unit : found.at("items")) {
    if (unit.at("code") == code) return unit.at("id").get<std::string>();
  }
  throw std::runtime_error("there is no unit " + code);
}

double metric(const std::string& page, const std::string& name) {
  const std::size_t at = page.find("\n" + name + " ");
  if (at == std::string::npos) throw std::runtime_error("the server shows no " + name);
  return std::stod(page.substr(at + name.size() + 2));
}

double writes_a_commit(std::uint16_t port) {
  const std::string metrics = ask(port, request_bytes("GET", "/metrics")).body;
  return metric(metrics, "massline_store_writes_total") / metric(metrics, "massline_store_batches_total");
}

Case case_of(std::uint64_t number) {
  static constexpr std::array<std::string_view, 8> what{"房顶漏水，已经报修三次没有人来。",
                                                        "夜间施工噪音很大，老人孩子睡不好。",
                                                        "小区门口的路灯坏了半个月。",
                                                        "工资被拖欠两个月，请求帮助。",
                                                        "自来水发黄，不能饮用。",
                                                        "电梯经常停运，物业不维修。",
                                                        "The bus stop has no shelter and floods when it rains.",
                                                        "Rubbish has not been collected for a week."};
  static constexpr std::array<std::string_view, 8> where{"1号楼2单元",  "东门外", "学校旁边",   "河边步道",
                                                         "3号楼地下室", "菜市场", "building 5", "the north gate"};
  static constexpr std::array<std::string_view, 8> wish{"请尽快派人查看。",
                                                        "希望给一个明确的答复。",
                                                        "请说明由谁负责、什么时候解决。",
                                                        "盼复。",
                                                        "请求退还多收的费用。",
                                                        "请求现场核实。",
                                                        "Please tell us who answers for it.",
                                                        "Please repair it before winter."};
  const std::uint64_t mixed = number * 0x9E3779B97F4A7C15ULL;
  const auto pick = [&](const auto& list, int shift) { return list[(mixed >> shift) % list.size()]; };
  return {fmt::format("{} {} {} {} ({})", pick(where, 20), pick(what, 33), pick(wish, 47), pick(where, 55), number),
          fmt::format("居民{}", number % 9973), fmt::format("138{:08}", mixed % 100'000'000)};
}

std::string raise_json(const Case& one, const std::string& place, const std::string& procedure) {
  return nlohmann::json{{"procedure", procedure},
                        {"place", place},
                        {"inputs", {{"what", one.text}}},
                        {"contact", {{"name", one.name}, {"phone", one.phone}}},
                        {"language", "zh"}}
      .dump();
}

std::string text_of(std::string_view json, const std::string& member) {
  return nlohmann::json::parse(json).at(member).get<std::string>();
}

}  // namespace massline::bench
