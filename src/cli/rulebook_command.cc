#include "cli/rulebook_command.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "retention/kinds.h"
#include "rulebook/model.h"

namespace massline::cli {

namespace {

struct RulebookOptions {
  std::string folder, other_folder, rule, date, language;
};

void print(std::FILE* to, const std::string& text) { std::fwrite(text.data(), 1, text.size(), to); }

/// The rulebook, or null after its problems were printed.
std::shared_ptr<const rulebook::Rulebook> read(const std::string& folder) {
  auto result = retention::read_rulebook(folder);
  for (const auto& problem : result.problems) print(stderr, rulebook::to_string(problem) + "\n");
  if (!result.rulebook) print(stderr, fmt::format("{}: {} problem(s).\n", folder, result.problems.size()));
  return result.rulebook;
}

int run_check(const RulebookOptions& options) {
  const auto book = read(options.folder);
  if (!book) return 1;
  std::size_t steps = 0;
  std::size_t clocks = 0;
  for (const auto& procedure : book->procedures) {
    steps += procedure.steps.size();
    clocks += procedure.clocks.size();
  }
  print(stdout, fmt::format("{} {}: no problems. {} procedures, {} steps, {} clocks, {} topics, {} posts, {} texts; "
                            "holidays known through {}.\n",
                            book->id, book->version, book->procedures.size(), steps, clocks, book->topics.size(),
                            book->posts.size(), book->texts.size(), book->calendar.known_through_year()));
  return 0;
}

int run_explain(const RulebookOptions& options) {
  const auto book = read(options.folder);
  if (!book) return 1;
  Date date = Zone(book->zone).date_of(SystemClock().now());
  if (!options.date.empty()) {
    const auto given = parse_date(options.date);
    if (!given) {
      print(stderr, fmt::format("“{}” is not a date. Write YYYY-MM-DD.\n", options.date));
      return 1;
    }
    date = *given;
  }
  Language language = book->default_language;
  if (!options.language.empty()) language = options.language == "zh" ? Language::zh : Language::en;
  if (options.rule.empty()) {
    for (const auto& rule : rulebook::rule_ids(*book, date)) print(stdout, rule + "\n");
    return 0;
  }
  const auto text = rulebook::explain(*book, options.rule, date, language);
  if (!text) {
    print(stderr, text.error().text(language) + "\n");
    return 1;
  }
  print(stdout, *text);
  return 0;
}

int run_diff(const RulebookOptions& options) {
  const auto before = read(options.folder);
  const auto after = read(options.other_folder);
  if (!before || !after) return 1;
  const std::string lines = rulebook::diff(*before, *after);
  print(stdout, lines.empty() ? "No rule differs.\n" : lines);
  return 0;
}

}  // namespace

void add_rulebook_commands(CLI::App& app, std::function<void(int)> done) {
  const auto options = std::make_shared<RulebookOptions>();
  CLI::App* group = app.add_subcommand("rulebook", "Check, explain or compare rulebooks");
  group->require_subcommand(1);

  CLI::App* check = group->add_subcommand("check", "Read a rulebook and report every problem in it");
  check->add_option("folder", options->folder, "The rulebook's folder")->required();
  check->callback([options, done] { done(run_check(*options)); });

  CLI::App* explain = group->add_subcommand("explain", "Say what a rule means and where it comes from");
  explain->add_option("folder", options->folder, "The rulebook's folder")->required();
  explain->add_option(
      "rule", options->rule,
      "petition, petition/decide, petition/clock/decide, organisation/POST or topic/TOPIC; lists all if left out");
  explain->add_option("--on", options->date, "The day whose rules are meant, YYYY-MM-DD; today if left out");
  explain->add_option("--language", options->language, "en or zh")->check(CLI::IsMember({"en", "zh"}));
  explain->callback([options, done] { done(run_explain(*options)); });

  CLI::App* diff = group->add_subcommand("diff", "List the rules that differ between two rulebooks");
  diff->add_option("before", options->folder, "The older rulebook's folder")->required();
  diff->add_option("after", options->other_folder, "The newer rulebook's folder")->required();
  diff->callback([options, done] { done(run_diff(*options)); });

  const auto applied = std::make_shared<ApplyRulebookOptions>();
  CLI::App* apply =
      group->add_subcommand("apply", "Put a rulebook in the place of the one in force, after showing what differs");
  apply->add_option("draft", applied->draft, "The new rulebook's folder")->required();
  apply->add_option("--data", applied->data.data, "The data folder")->capture_default_str();
  apply->add_option("--decision", applied->decision, "By which decision days that have passed are altered; journalled");
  apply->callback([applied, done] { done(run_apply_rulebook(*applied)); });
}

}  // namespace massline::cli
