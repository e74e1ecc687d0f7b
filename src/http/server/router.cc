#include "http/server/router.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/result.h"

namespace massline::http {

struct Router::Node {
  struct Parameter {
    std::string ending;  // what follows the value within the segment
    std::unique_ptr<Node> node;
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> texts;
  std::vector<Parameter> parameters;  // longest ending first
  std::array<const Route*, method_count> routes{};
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::add(Method method, std::string_view pattern, Handler handler, RouteOptions options) {
  Route route;
  route.pattern = pattern;
  route.method = method;
  route.options = options;
  route.handler = std::move(handler);
  insert(std::move(route));
}

void Router::add_async(Method method, std::string_view pattern, AsyncHandler handler, RouteOptions options) {
  Route route;
  route.pattern = pattern;
  route.method = method;
  route.options = options;
  route.async_handler = std::move(handler);
  insert(std::move(route));
}

void Router::set_fallback(std::string_view name, Handler handler, RouteOptions options) {
  check(fallback_ == nullptr, "a router has one fallback");
  Route route;
  route.pattern = name;
  route.options = options;
  route.handler = std::move(handler);
  route.index = routes_.size();
  routes_.push_back(std::move(route));
  fallback_ = &routes_.back();
}

void Router::insert(Route route) {
  check(static_cast<bool>(route.handler) != static_cast<bool>(route.async_handler), "a route has one handler");
  Node* node = walk(route.pattern, route.names);
  const Route*& place = node->routes[static_cast<std::size_t>(route.method)];
  check(place == nullptr, "a pattern is added once for a method");
  route.index = routes_.size();
  routes_.push_back(std::move(route));
  place = &routes_.back();
}

Router::Node* Router::walk(std::string_view pattern, std::vector<std::string>& names) {
  check(pattern.starts_with('/'), "a pattern begins with a slash");
  Node* node = root_.get();
  std::string_view rest = pattern;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const auto end = std::min(rest.find('/'), rest.size());
    const auto segment = rest.substr(0, end);
    rest.remove_prefix(end);
    if (!segment.starts_with('{')) {
      check(segment.find_first_of("{}") == std::string_view::npos, "a parameter begins its segment");
      auto& child = node->texts[std::string(segment)];
      if (!child) child = std::make_unique<Node>();
      node = child.get();
      continue;
    }
    const auto close = segment.find('}');
    check(close != std::string_view::npos && close > 1, "a parameter has a name in braces");
    names.emplace_back(segment.substr(1, close - 1));
    const auto ending = segment.substr(close + 1);
    auto found = std::find_if(node->parameters.begin(), node->parameters.end(),
                              [&](const Node::Parameter& parameter) { return parameter.ending == ending; });
    if (found == node->parameters.end()) {
      const auto place = std::find_if(node->parameters.begin(), node->parameters.end(),
                                      [&](const auto& parameter) { return parameter.ending.size() < ending.size(); });
      found = node->parameters.insert(place, Node::Parameter{std::string(ending), std::make_unique<Node>()});
    }
    node = found->node.get();
  }
  return node;
}

namespace {

constexpr unsigned bit(Method method) { return 1U << static_cast<unsigned>(method); }

}  // namespace

// A node that takes other methods only does not end the search: a text segment must not hide a {parameter} beside it
// that takes this one.
const Route* Router::find(const Node& node, Method method, std::string_view rest, std::vector<std::string_view>& values,
                          unsigned& taken) {
  if (rest.empty()) {
    for (std::size_t i = 0; i < method_count; ++i)
      if (node.routes[i] != nullptr) taken |= 1U << i;
    if (const Route* route = node.routes[static_cast<std::size_t>(method)]) return route;
    return method == Method::head ? node.routes[static_cast<std::size_t>(Method::get)] : nullptr;
  }
  rest.remove_prefix(1);
  const auto end = std::min(rest.find('/'), rest.size());
  const auto segment = rest.substr(0, end);
  rest.remove_prefix(end);
  if (const auto text = node.texts.find(segment); text != node.texts.end())
    if (const Route* found = find(*text->second, method, rest, values, taken)) return found;
  for (const auto& parameter : node.parameters) {
    if (segment.size() <= parameter.ending.size() || !segment.ends_with(parameter.ending)) continue;
    values.push_back(segment.substr(0, segment.size() - parameter.ending.size()));
    if (const Route* found = find(*parameter.node, method, rest, values, taken)) return found;
    values.pop_back();
  }
  return nullptr;
}

Router::Match Router::match(Method method, std::string_view path) const {
  Match match;
  unsigned taken = 0;
  if (path.starts_with('/')) match.route = find(*root_, method, path, match.values, taken);
  if (match.route != nullptr) return match;
  if (taken == 0) {
    if (method == Method::get || method == Method::head) match.route = fallback_;
    return match;
  }
  taken |= bit(Method::options);
  if ((taken & bit(Method::get)) != 0) taken |= bit(Method::head);
  for (const Method other :
       {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_, Method::options})
    if ((taken & bit(other)) != 0) match.allow.append(match.allow.empty() ? "" : ", ").append(to_string(other));
  return match;
}

}  // namespace massline::http
