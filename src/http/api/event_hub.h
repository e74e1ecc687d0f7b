// Tells those who have a page open that it no longer shows what is: that the standing of units they may look at
// changed, their own duties, or their inbox. It says that and nothing else: no unit, no matter, no number that others
// could move.
//
// An event follows only from what its reader may see: a matter that is closed to them, or a unit outside their reach,
// gives none. Each stream has numbers of its own, so that they tell nothing of what happens elsewhere.
//
//   auto body = hub.open(token, session);     // a handler, for a stream
//   hub.look(EventHub::Since::commits);       // one thread, after every commit that duties were brought up to
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "duties/live.h"
#include "http/server/metrics.h"
#include "http/server/open_body.h"
#include "journal/context.h"
#include "registry/accounts.h"

namespace massline::http {

/// Thread-safe.
class EventHub {
 public:
  static constexpr std::size_t streams_max = 2'000;      // in all
  static constexpr std::size_t session_streams_max = 6;  // of one session: one for each page that is seen
  static constexpr std::int64_t apart_ms = 1'000;        // between what is sent to one stream
  static constexpr std::int64_t recheck_ms = 5'000;      // whether a session goes on, and by which posts
  static constexpr int matters_a_look = 500;             // more wait for the next

  /// All that is given outlives it.
  EventHub(Context& context, duties::LiveDuties& duties, Metrics& metrics);
  ~EventHub();
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  /// A stream for the session of this token, to be answered with. The first event is already waiting: "ready".
  /// Errors: streams_of_session, streams_busy.
  Result<std::shared_ptr<OpenBody>> open(std::string_view token, const registry::Session& session);
  /// Somebody signed out: their streams end.
  void end_session(std::string_view token);

  /// `commits`: something may have been committed since; `nothing`: only what waits for its turn is sent.
  enum class Since { nothing, commits };
  /// Throws db::Error.
  void look(Since since);

  std::size_t streams() const;

 private:
  enum Topic : std::uint8_t { standing, own_duties, inbox };
  static constexpr std::size_t topic_count = 3;

  struct Stream {
    std::weak_ptr<OpenBody> body;  // the connection's
    std::string token;
    access::Viewer viewer;
    Instant checked_at, sent_at;
    std::array<bool, topic_count> waits{};
    std::array<std::int64_t, topic_count> revisions{};
    std::string own;  // what they owe and did, when they were told last
  };

  void remove_ended();
  void look_at_store(db::Reader& in);
  void recheck(db::Reader& in, Stream& stream);
  void look_at_matters(db::Reader& in, RegionId region, std::int64_t since, std::int64_t until);
  void look_at_standing();
  bool sees(const Stream& stream, const duties::Board& board, const duties::Moved& moved) const;
  void send_what_waits();

  Context& context_;
  duties::LiveDuties& duties_;
  Metrics& metrics_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Stream>> streams_;
  std::optional<std::map<RegionId, std::int64_t>>
      seen_;  // the journal's entries that were looked at; none: nobody listens
};

}  // namespace massline::http
