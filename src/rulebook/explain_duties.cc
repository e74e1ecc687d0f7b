#include "base/money.h"
#include "rulebook/explain_page.h"

namespace massline::rulebook {

namespace {

std::string activity_titles(const Page& page, const Rulebook& rulebook, const std::vector<std::string>& ids) {
  std::vector<std::string> words;
  for (const auto& id : ids) {
    const ActivityKind* kind = rulebook.activity(id);
    words.push_back(kind == nullptr ? id : page.in(kind->title));
  }
  return page.joined(words);
}

std::string amount_text(const Page& page, const Duty& duty) {
  const std::int64_t count = duty.measure == Measure::hours ? duty.amount / minutes_per_hour : duty.amount;
  const bool one = count == 1;
  const std::string number = std::to_string(count) + " ";
  switch (duty.measure) {
    case Measure::hours:
      return number + page.say(one ? "hour" : "hours", "学时");
    case Measure::days:
      return number + page.say(one ? "day" : "days", "天");
    case Measure::times:
      return number + page.say(one ? "time" : "times", "次");
  }
  return number;
}

std::string per_text(const Page& page, const DutyPeriod& per) {
  const std::string length = to_string(per.length, page.language());
  const bool joining = per.event == DutyPeriod::Event::joining;
  switch (per.kind) {
    case DutyPeriod::Kind::year:
      return page.say("a year", "每年");
    case DutyPeriod::Kind::quarter:
      return page.say("a quarter", "每季度");
    case DutyPeriod::Kind::month:
      return page.say("a month", "每月");
    case DutyPeriod::Kind::after:
      return page.say("once, within " + length + (joining ? " of joining" : " of taking the post"),
                      (joining ? "入党后 " : "任职后 ") + length + "内一次完成");
    case DutyPeriod::Kind::before:
      return page.say("once, in the " + length + " before taking the post", "任职前 " + length + "内一次完成");
  }
  return "";
}

std::string ower_text(const Page& page, Ower ower) {
  switch (ower) {
    case Ower::member:
      return page.say("each member", "每名成员");
    case Ower::officer:
      return page.say("each person who holds the post", "每名任职人员");
    case Ower::unit:
      return page.say("each unit", "每个单位");
  }
  return "";
}

std::string part_text(const Page& page, Part part) {
  switch (part) {
    case Part::attended:
      return page.say("those at which the person was there", "本人出席的");
    case Part::led:
      return page.say("those that the person led", "本人主持或主讲的");
    case Part::either:
      return page.say("those at which the person was there, or that they led", "本人出席或主持的");
  }
  return "";
}

}  // namespace

std::string period_text(const Period& period) {
  return massline::to_string(period.from) + " – " + (period.to ? massline::to_string(*period.to) : "…");
}

std::string explain_activity(const Rulebook& rulebook, const ActivityKind& kind, Date date, Language language) {
  Page page(language);
  page.heading(page.in(kind.title), "activity/" + kind.id);
  page.plain(page.in(kind.summary));
  page.line("Measured in", "计量",
            kind.measure == Measure::hours  ? page.say("hours", "学时")
            : kind.measure == Measure::days ? page.say("days", "天数")
                                            : page.say("times", "次数"));
  if (kind.pair_only)
    page.plain(page.say("Only its date and the two persons are kept, and nothing of what was said.",
                        "只记录日期和双方人员，不记录谈话内容。"));
  if (kind.report) page.plain(page.say("Those who take part write a report of their own.", "参加人员须本人撰写报告。"));
  std::vector<std::string> duties;
  for (const auto& duty : rulebook.duties)
    for (const auto& id : duty.of)
      if (id == kind.id && duty.in_force.contains(date)) duties.push_back(page.in(duty.title) + "  duty/" + duty.id);
  page.items("Counts for", "计入", duties);
  page.source(kind.source);
  return page.take();
}

std::string explain_duty(const Rulebook& rulebook, const Duty& duty, Language language) {
  Page page(language);
  page.heading(page.in(duty.title), "duty/" + duty.id);
  page.plain(page.in(duty.summary));
  page.line("Owed by", "责任主体", ower_text(page, duty.owed_by));
  if (duty.who) page.line("Only if", "条件", duty.who->text());
  page.line("Amount", "数量", amount_text(page, duty) + page.say(" ", "，") + per_text(page, duty.per));
  page.line("Of", "活动类别", activity_titles(page, rulebook, duty.of));
  if (duty.owed_by != Ower::unit) page.line("Counted are", "计入范围", part_text(page, duty.part));
  if (duty.counts_when) page.line("Counted if", "计入条件", duty.counts_when->text());
  page.source(duty.source);
  page.line("Jurisdiction", "适用地域", duty.jurisdiction);
  page.in_force(duty.in_force);
  return page.take();
}

std::string explain_entitlement(const Rulebook& rulebook, const Entitlement& entitlement, Language language) {
  Page page(language);
  page.heading(page.in(entitlement.title), "entitlement/" + entitlement.id);
  page.plain(page.in(entitlement.summary));
  if (const Standard* standard = rulebook.standard(entitlement.standard))
    page.line("By the standard", "依据标准", page.in(standard->title) + "  standard/" + standard->id);
  page.source(entitlement.source);
  page.line("Jurisdiction", "适用地域", entitlement.jurisdiction);
  page.in_force(entitlement.in_force);
  return page.take();
}

std::string explain_standard(const Rulebook&, const Standard& standard, Date date, Language language) {
  Page page(language);
  page.heading(page.in(standard.title), "standard/" + standard.id);
  std::vector<std::string> entries;
  for (const auto& entry : standard.entries)
    if (entry.in_force.contains(date))
      entries.push_back(entry.place + page.say(": ", "：") + to_string(Money{entry.fen}) +
                        page.say(" yuan a person a month, ", " 元/人·月，") +
                        citation_in(entry.source.text(), page.language()));
  page.items("On that day", "当日标准", entries);
  if (entries.empty()) page.plain(page.say("No place has one on that day.", "当日没有施行的标准。"));
  return page.take();
}

}  // namespace massline::rulebook
