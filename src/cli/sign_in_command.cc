#include "cli/sign_in_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/runtime.h"
#include "cli/sign_in_file.h"
#include "cli/vault_command.h"
#include "journal/journal.h"
#include "registry/connections.h"
#include "registry/units.h"

namespace massline::cli {
namespace {

using Done = std::function<void(int)>;  // is given the exit status

struct SignInOptions {
  DataOptions data;
  std::string account, provider, subject;
  std::string asked;
};

int run_connect(const SignInOptions& options) {
  Runtime runtime(options.data);
  const auto file = read_sign_in_file(runtime.data());
  for (const auto& settings : file.providers) {
    if (settings.id != options.provider) continue;
    const auto connected = registry::connect_as_operator(runtime.context(), options.account,
                                                         {settings.id, settings.issuer, options.subject, "", false});
    if (!connected) throw UserError(connected.error().text(Language::en));
    fmt::print("“{}” signs in through {} as this subject from now on. It is in the journal.\n", options.account,
               settings.title_en);
    return 0;
  }
  throw UserError(
      fmt::format("{} names no provider “{}”.", (runtime.data() / sign_in_file).string(), options.provider));
}

int run_providers(const SignInOptions& options) {
  const auto file = read_sign_in_file(options.data.data);
  if (file.providers.empty())
    throw UserError(fmt::format("There is no {}; the manual for operators says what stands in it.",
                                (options.data.data / sign_in_file).string()));
  const SystemClock clock;
  SystemRandom random;
  oidc::Providers providers(file.providers, file.address, random.bytes(32), clock, random);
  int silent = 0;
  for (const auto& settings : providers.settings()) {
    const auto ailment = providers.ailment_of(settings);
    if (ailment) ++silent;
    fmt::print("{:<12} {}  {}\n", settings.id, settings.issuer, ailment ? *ailment : "answers");
  }
  fmt::print("To be registered there: {}\n",
             file.address.empty() ? "http://127.0.0.1:PORT/work/sign-in/answer" : providers.redirect_address());
  return silent == 0 ? 0 : 1;
}

int run_factors(const SignInOptions& options) {
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  ctx.store.write([&](db::Transaction& tx) {
    set_setting(tx, factors_setting, options.asked);
    if (const auto root = registry::root_unit(tx))
      journal::append(tx, {root->region,
                           ctx.clock.now(),
                           {},
                           "rulebook.second-factors",
                           "rulebook",
                           root->id.value,
                           options.asked,
                           {},
                           {}});
    return true;
  });
  fmt::print("Second factors that the rulebook asks of posts are {}. Restart the server.\n",
             options.asked == factors_not_asked ? "not asked for" : "asked for");
  return 0;
}

}  // namespace

void add_sign_in_commands(CLI::App& app, Done done) {
  const auto options = std::make_shared<SignInOptions>();
  CLI::App* group = app.add_subcommand("sign-in", "The organisation's own sign-in, and second factors of posts");
  group->require_subcommand(1);

  CLI::App* providers = group->add_subcommand("providers", "Ask each provider of sign-in.yaml whether it answers");
  add_data_options(*providers, options->data);
  providers->callback([options, done] { done(run_providers(*options)); });

  CLI::App* connect = group->add_subcommand("connect", "Say whose account a subject of a provider is");
  add_data_options(*connect, options->data);
  connect->add_option("--account", options->account, "The account's name here")->required();
  connect->add_option("--provider", options->provider, "The provider's id in sign-in.yaml")->required();
  connect->add_option("--subject", options->subject, "What the provider calls the person (“sub”)")->required();
  connect->callback([options, done] { done(run_connect(*options)); });

  CLI::App* factors =
      group->add_subcommand("factors", "Whether second factors that the rulebook asks of posts are asked for");
  add_data_options(*factors, options->data);
  factors->add_option("asked", options->asked, "asked or not-asked")
      ->required()
      ->check(CLI::IsMember({"asked", factors_not_asked}));
  factors->callback([options, done] { done(run_factors(*options)); });
}

}  // namespace massline::cli
