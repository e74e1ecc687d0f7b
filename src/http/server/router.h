// From method and path to a handler, through a tree of path segments.
//
// Patterns: "/api/v1/matters/{id}/steps/{step}"; a segment is text, or {name} with text after it ("{id}.json").
// Text goes before {name}, a longer ending before a shorter. Built once by one thread, then only read.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/server/message.h"
#include "http/server/rate_limiter.h"

namespace massline::http {

/// Answers the request that it was made for: once, from any thread, now or later. The first answer counts; if all
/// copies go without an answer, the client gets 500.
class Respond {
 public:
  class Slot {
   public:
    virtual ~Slot() = default;
    virtual void answer(Response response) = 0;
  };
  explicit Respond(std::shared_ptr<Slot> slot) : slot_(std::move(slot)) {}
  void operator()(Response response) const { slot_->answer(std::move(response)); }

 private:
  std::shared_ptr<Slot> slot_;
};

using Handler = std::function<Response(const Request&)>;
using AsyncHandler = std::function<void(Request, Respond)>;
/// Answers what needs no waiting, on the io thread; nothing where the handler has to.
using ShortHandler = std::function<std::optional<Response>(const Request&)>;
/// The same for an asynchronous handler: true if it answers through Respond, or has done so.
using ShortAsyncHandler = std::function<bool(const Request&, const Respond&)>;

/// Where a handler runs.
enum class Run {
  on_worker,  // may block
  on_io,      // must not block, nor take longer than some ten microseconds: all connections of the thread wait
};

struct RouteOptions {
  std::size_t max_body_bytes = 0;  // 0: the server's default
  RateClass rate = RateClass::reading;
  Run run = Run::on_worker;
  ShortHandler at_once{};  // asked before the handler, if there is one; as on_io
  ShortAsyncHandler taken_at_once{};
};

struct Route {
  std::string pattern;
  std::size_t index = 0;  // in Router::routes()
  Method method = Method::get;
  RouteOptions options;
  Handler handler;  // one of the two is set
  AsyncHandler async_handler;
  std::vector<std::string> names;  // of the {parameters}, in order
};

class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  /// check() fails for a pattern that is malformed or added twice for one method.
  void add(Method method, std::string_view pattern, Handler handler, RouteOptions options = {});
  void add_async(Method method, std::string_view pattern, AsyncHandler handler, RouteOptions options = {});
  /// Answers GET and HEAD for paths that no pattern matches, such as static files. Its pattern reads as `name`.
  void set_fallback(std::string_view name, Handler handler, RouteOptions options = {});

  struct Match {
    const Route* route = nullptr;          // null: refuse
    std::vector<std::string_view> values;  // of the parameters, parts of `path`
    std::string allow;                     // if the path is known for other methods: "GET, HEAD, POST"
  };
  /// Path: decoded. HEAD goes to GET where there is no HEAD of its own.
  Match match(Method method, std::string_view path) const;

  const std::deque<Route>& routes() const { return routes_; }

 private:
  struct Node;
  void insert(Route route);
  Node* walk(std::string_view pattern, std::vector<std::string>& names);
  static const Route* find(const Node& node, Method method, std::string_view rest,
                           std::vector<std::string_view>& values, unsigned& taken);

  std::unique_ptr<Node> root_;
  std::deque<Route> routes_;
  const Route* fallback_ = nullptr;
};

}  // namespace massline::http
