#include "rulebook/explain_page.h"

namespace massline::rulebook {

std::string explain_retention(const Rulebook& rulebook, const RetentionRule& rule, Date date, Language language) {
  Page page(language);
  page.heading(page.in(rule.title), "retention/" + rule.id);
  page.plain(page.in(rule.summary));
  page.line("Kept", "保存期限",
            to_string(rule.keep, language) + page.say(" after ", "，自") + event_text(rule.after, language) +
                page.say("", "之日起"));
  page.plain(then_text(rule.then, language));
  if (rule.on_request) page.plain(page.say("Whom it concerns can have this done earlier.", "本人可以要求提前处理。"));
  std::vector<std::string> titles;
  for (const auto& id : rule.procedures) {
    const Procedure* procedure = rulebook.procedure(id, date);
    titles.push_back(procedure == nullptr ? id : page.in(procedure->title) + "  " + id);
  }
  page.items("Of", "适用程序", titles);
  page.source(rule.source);
  page.line("Jurisdiction", "适用地域", rule.jurisdiction);
  page.in_force(rule.in_force);
  return page.take();
}

}  // namespace massline::rulebook
