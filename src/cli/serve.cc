#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>

#include "base/crypto.h"
#include "cli/commands.h"
#include "cli/sign_in_file.h"
#include "cli/timed_jobs.h"
#include "duties/live.h"
#include "http/api/application.h"
#include "http/server/server.h"
#include "oidc/providers.h"

namespace massline::cli {
namespace {

/// Runs what has to happen by the clock alone: one thread, every half minute.
class TimedJobs {
 public:
  explicit TimedJobs(Context& context) : context_(context), thread_([this] { run(); }) {}
  ~TimedJobs() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  TimedJobs(const TimedJobs&) = delete;
  TimedJobs& operator=(const TimedJobs&) = delete;

 private:
  void run() {
    run_jobs_at_start(context_);
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      lock.unlock();
      run_timed_jobs(context_);
      lock.lock();
      wake_.wait_for(lock, std::chrono::seconds(30), [&] { return stopping_; });
    }
  }

  Context& context_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

/// Keeps the standing current, and tells open pages: looks whether anything was committed, every quarter of a second,
/// and whether another server or the calendar changed anything, every two seconds.
class DutyFollower {
 public:
  DutyFollower(Context& context, duties::LiveDuties& duties, http::EventHub& events)
      : context_(context), duties_(duties), events_(events), thread_([this] { run(); }) {}
  ~DutyFollower() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  DutyFollower(const DutyFollower&) = delete;
  DutyFollower& operator=(const DutyFollower&) = delete;

 private:
  void run() {
    std::uint64_t seen = context_.store.counters().batches;
    std::unique_lock lock(mutex_);
    for (int quiet = 0; !stopping_;) {
      wake_.wait_for(lock, std::chrono::milliseconds(250), [&] { return stopping_; });
      const std::uint64_t now = context_.store.counters().batches;
      const bool committed = now != seen || ++quiet >= 8;
      if (committed) quiet = 0;
      seen = now;
      lock.unlock();
      try {
        if (committed) duties_.follow();
        if (std::chrono::steady_clock::now() >= save_at_) {
          save_at_ = std::chrono::steady_clock::now() + apart;
          duties_.save();
        }
        events_.look(committed ? http::EventHub::Since::commits : http::EventHub::Since::nothing);
      } catch (const std::exception& error) {
        spdlog::error("following duties: {}", error.what());
      }
      lock.lock();
    }
  }

  /// How long between two snapshots of the standing: what happened since the last is read again at a start.
  static constexpr std::chrono::minutes apart{10};

  Context& context_;
  duties::LiveDuties& duties_;
  http::EventHub& events_;
  std::chrono::steady_clock::time_point save_at_ = std::chrono::steady_clock::now() + apart;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

/// Where the pages are: as given, or as script/build leaves them below the current folder; empty where there are none.
std::filesystem::path web_folder(const ServeOptions& options) {
  if (options.web.empty()) {
    const std::filesystem::path built = "web/dist";
    return std::filesystem::exists(built / "index.html") ? built : std::filesystem::path();
  }
  if (!std::filesystem::exists(options.web / "index.html"))
    throw UserError(fmt::format("{}: has no index.html. Build the web pages with script/build.", options.web.string()));
  return options.web;
}

void print_addresses(const ServeOptions& options, bool has_pages, Runtime& runtime, std::uint16_t port) {
  const std::string site = fmt::format("http://{}:{}", options.address, port);
  fmt::print("\nmassline is ready.\n\n");
  if (has_pages) {
    fmt::print(
        "  For everybody    {}/\n"
        "  For staff        {}/work/sign-in\n",
        site, site);
  } else {
    fmt::print("  No web pages: build them with script/build and give their folder with --web.\n");
  }
  fmt::print(
      "  Open311          {}/open311/v2/services.json\n"
      "  The API          {}/api/v1/organisation (contract: api/openapi.yaml)\n\n",
      site, site);
  const auto accounts = runtime.data() / "sample-accounts.txt";
  if (std::filesystem::exists(accounts))
    fmt::print("Sample people to sign in as (this is kept in {}):\n{}\n", accounts.string(), read_file(accounts));
  if (!runtime.context().factors_of_posts)
    fmt::print(
        "Second factors that the rulebook asks of posts are not asked for here; before real use: massline sign-in "
        "factors asked\n");
  fmt::print("Ctrl-C ends it; what is at hand is finished first.\n");
  std::fflush(stdout);
}

/// Nothing where the data folder names no provider.
std::unique_ptr<oidc::Providers> providers_of(const ServeOptions& options, const Runtime& runtime, Context& context) {
  auto file = read_sign_in_file(runtime.data());
  if (file.providers.empty()) return nullptr;
  if (file.address.empty()) {
    if (options.behind_https || options.port == 0)
      throw UserError(fmt::format(
          "{}: “address” is missing: the address of this server as browsers reach it, https://…, to which a "
          "provider sends them back.",
          (runtime.data() / sign_in_file).string()));
    file.address = fmt::format("http://{}:{}", options.address, options.port);
  }
  return std::make_unique<oidc::Providers>(std::move(file.providers), file.address,
                                           digest("massline sign-in flows", context.vault.lookup_key()), context.clock,
                                           context.random);
}

}  // namespace

int run_serve(const ServeOptions& options) {
  // Blocked before any thread starts, so that only this one takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const std::filesystem::path web = web_folder(options);
  Runtime runtime(options.data);
  Context& context = runtime.context();
  http::Metrics metrics;
  http::PageCache pages(runtime.open_change_mark(), context.clock);
  matters::PlaceMemo places;
  matters::FiguresMemo figures([&](const matters::FiguresAsked& asked) {
    return context.store.read([&](db::Reader& in) {
      return matters::figures_of(context, in, asked.unit, asked.from, asked.to, asked.language);
    });
  });
  duties::LiveDuties duties(context, {.folder = runtime.data()});
  if (!duties.beginning().empty()) spdlog::info("{}", duties.beginning());
  http::TrialShelf trials;
  http::EventHub events(context, duties, metrics);
  duties::HouseholdBook households(runtime.data() / households_file);
  // One person's work, with room for a page that asks for much at once.
  http::RateLimiter session_limits({.reading = {30, 300}, .writing = {5, 100}, .secret = {}}, context.random);
  const int forms_per_minute = options.challenge_above >= 0 ? options.challenge_above : options.no_rate_limits ? 0 : 60;
  http::Challenges challenges({.forms_per_minute = forms_per_minute},
                              digest("massline challenges", context.vault.lookup_key()), context.random);
  const auto providers = providers_of(options, runtime, context);
  http::Application application{.context = context,
                                .metrics = metrics,
                                .pages = pages,
                                .places = places,
                                .figures = figures,
                                .duties = duties,
                                .trials = trials,
                                .events = events,
                                .households = households,
                                .web_folder = web,
                                .secure_cookies = options.behind_https,
                                .session_limits = options.no_rate_limits ? nullptr : &session_limits,
                                .providers = providers.get(),
                                .challenges = &challenges};
  http::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.io_threads = options.io_threads;
  server_options.worker_threads = options.worker_threads;
  server_options.trust_forwarded_for = options.behind_https;
  if (options.no_rate_limits) {
    server_options.rate_limits = {.reading = {}, .writing = {}, .secret = {}};
    server_options.log_requests = false;
  }
  http::Server server(http::make_router(application), server_options, context.clock, context.random, metrics);
  server.start();
  print_addresses(options, !web.empty(), runtime, server.port());
  {
    const TimedJobs jobs(context);
    const DutyFollower follower(context, duties, events);
    int signal = 0;
    sigwait(&signals, &signal);
    fmt::print("\nFinishing what is at hand …\n");
    std::fflush(stdout);
    server.stop();
  }
  try {
    duties.save();
  } catch (const std::exception& error) {
    spdlog::warn("the standing is worked out anew at the next start: {}", error.what());
  }
  return 0;
}

}  // namespace massline::cli
