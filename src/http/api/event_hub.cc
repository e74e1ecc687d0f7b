#include "http/api/event_hub.h"

#include <algorithm>
#include <set>

#include "access/access.h"
#include "http/api/refusals.h"
#include "matters/matter_table.h"

namespace massline::http {
namespace {

constexpr std::array<std::string_view, 3> topic_names{"standing", "duties", "inbox"};

std::map<RegionId, std::int64_t> journal_heads(db::Reader& in) {
  std::map<RegionId, std::int64_t> out;
  for (const auto row : in.query("SELECT region, seq FROM journal_head")) out[row.id<RegionId>(0)] = row.integer(1);
  return out;
}

std::string event_text(std::string_view name, std::int64_t revision) {
  return "event: " + std::string(name) + "\ndata: {\"revision\":" + std::to_string(revision) + "}\n\n";
}

/// What somebody owes and has done, as a text to compare.
std::string own_standing(const duties::Board& board, PersonId person) {
  std::string out;
  for (const duties::Stands& one : board.of_person(person)) {
    out += std::to_string(board.standing->id_of(one.owes.at.unit)) + one.owes.kind + "\n";
    for (const auto& duty : one.standing.duties)
      out += board.standing->plan().duties()[duty.duty].id + " " + std::to_string(duty.quota) + " " +
             std::to_string(duty.done) + " " + to_string(duty.period.to) + "\n";
  }
  return out;
}

}  // namespace

EventHub::EventHub(Context& context, duties::LiveDuties& duties, Metrics& metrics)
    : context_(context), duties_(duties), metrics_(metrics) {
  metrics_.gauge("massline_event_streams", "Pages that are told of changes.",
                 [this] { return static_cast<double>(streams()); });
}

EventHub::~EventHub() { metrics_.remove_gauge("massline_event_streams"); }

std::size_t EventHub::streams() const {
  const std::lock_guard lock(mutex_);
  return streams_.size();
}

Result<std::shared_ptr<OpenBody>> EventHub::open(std::string_view token, const registry::Session& session) {
  const std::lock_guard lock(mutex_);
  remove_ended();
  if (streams_.size() >= streams_max) return refuse(refusals::streams_busy);
  const auto same =
      std::count_if(streams_.begin(), streams_.end(), [&](const auto& one) { return one->token == token; });
  if (static_cast<std::size_t>(same) >= session_streams_max) return refuse(refusals::streams_of_session);
  // From here on: what was committed before, the page reads when it is told that the stream is ready.
  if (!seen_) seen_ = context_.store.read([](db::Reader& in) { return journal_heads(in); });
  auto body = std::make_shared<OpenBody>(": still here\n\n");
  const Instant now = context_.clock.now();
  auto stream = std::make_unique<Stream>();
  stream->body = body;
  stream->token = token;
  stream->viewer = session.viewer;
  stream->checked_at = now;
  stream->own = own_standing(*duties_.board(), session.viewer.person);
  streams_.push_back(std::move(stream));
  check(body->offer(event_text("ready", 0)), "a new body takes its first bytes");
  return body;
}

void EventHub::end_session(std::string_view token) {
  const std::lock_guard lock(mutex_);
  for (const auto& stream : streams_)
    if (const auto body = stream->body.lock(); body && stream->token == token) body->end();
  remove_ended();
}

void EventHub::remove_ended() {
  std::erase_if(streams_, [](const auto& stream) {
    const auto body = stream->body.lock();
    return !body || body->has_ended();
  });
}

void EventHub::look(Since since) {
  const std::lock_guard lock(mutex_);
  remove_ended();
  if (streams_.empty()) {
    seen_.reset();
    if (since == Since::commits) duties_.take_moved();
    return;
  }
  if (since == Since::commits) {
    context_.store.read([&](db::Reader& in) { look_at_store(in); });
    look_at_standing();
  }
  send_what_waits();
}

void EventHub::look_at_store(db::Reader& in) {
  const auto now = journal_heads(in);
  bool register_changed = false;
  for (const auto& [region, seq] : now)
    register_changed =
        register_changed ||
        (seq > (*seen_)[region] &&
         !in.query("SELECT 1 FROM journal WHERE region = $1 AND seq > $2 AND seq <= $3 AND subject_kind IN ('post', "
                   "'unit', 'unit-import', 'account') LIMIT 1",
                   {region, (*seen_)[region], seq})
              .empty());
  // First by which posts they read, then what.
  const Instant time = context_.clock.now();
  for (const auto& stream : streams_)
    if (register_changed || time.ms - stream->checked_at.ms >= recheck_ms) recheck(in, *stream);
  for (const auto& [region, seq] : now)
    if (seq > (*seen_)[region]) look_at_matters(in, region, (*seen_)[region], seq);
}

/// Does not count as a use of the session, so that a page that stays open keeps nobody signed in.
void EventHub::recheck(db::Reader& in, Stream& stream) {
  const Instant now = context_.clock.now();
  auto session = registry::session_of(in, stream.token, now, context_.today());
  if (!session) {
    if (const auto body = stream.body.lock()) body->end();
    return;
  }
  stream.viewer = std::move(session->viewer);
  stream.checked_at = now;
}

void EventHub::look_at_matters(db::Reader& in, RegionId region, std::int64_t since, std::int64_t until) {
  const auto rows = in.query(
      "SELECT seq, subject FROM journal WHERE region = $1 AND seq > $2 AND seq <= $3 AND subject_kind = 'matter' ORDER "
      "BY "
      "seq LIMIT $4",
      {region, since, until, matters_a_look});
  std::set<MatterId> changed;
  for (const auto row : rows) changed.insert(row.id<MatterId>(1));
  for (const MatterId id : changed) {
    const auto matter = matters::find_matter(in, region, id);
    if (!matter) continue;
    const access::MatterFacts facts = matters::facts_of(in, *matter);
    for (const auto& stream : streams_)
      stream->waits[inbox] = stream->waits[inbox] || access::may_read(context_.rulebook, stream->viewer, facts);
  }
  const bool more = rows.size() == static_cast<std::size_t>(matters_a_look);
  (*seen_)[region] = more ? rows.row(rows.size() - 1).integer(0) : until;
}

bool EventHub::sees(const Stream& stream, const duties::Board& board, const duties::Moved& moved) const {
  using rulebook::Capability;
  for (const access::HeldPost& post : stream.viewer.posts) {
    const auto* kind = context_.rulebook.post(post.kind);
    if (kind == nullptr) continue;
    const auto may = [&](Capability capability) {
      return std::find(kind->may.begin(), kind->may.end(), capability) != kind->may.end();
    };
    if (!may(Capability::read_figures) && !may(Capability::read_activities)) continue;
    const auto row = board.row_of(post.unit);
    if (row && (moved.all || moved.units.contains(*row))) return true;
  }
  return false;
}

void EventHub::look_at_standing() {
  const auto [board, moved] = duties_.take_moved();
  if (!moved.all && moved.units.empty()) return;
  for (const auto& stream : streams_) {
    stream->waits[standing] = stream->waits[standing] || sees(*stream, *board, moved);
    std::string own = own_standing(*board, stream->viewer.person);
    if (own == stream->own) continue;
    stream->own = std::move(own);
    stream->waits[own_duties] = true;
  }
}

void EventHub::send_what_waits() {
  const Instant now = context_.clock.now();
  for (const auto& stream : streams_) {
    if (now.ms - stream->sent_at.ms < apart_ms) continue;
    std::string text;
    for (std::size_t topic = 0; topic < topic_count; ++topic)
      if (stream->waits[topic]) text += event_text(topic_names[topic], stream->revisions[topic] + 1);
    const auto body = stream->body.lock();
    // A reader that has not taken the last events is told of all together later.
    if (text.empty() || !body || !body->offer(std::move(text))) continue;
    stream->sent_at = now;
    for (std::size_t topic = 0; topic < topic_count; ++topic) stream->revisions[topic] += stream->waits[topic] ? 1 : 0;
    stream->waits = {};
  }
}

}  // namespace massline::http
