#include "retention/erase_matters.h"

#include <algorithm>

#include "matters/emergencies.h"
#include "matters/ended_matters.h"
#include "matters/kept_data.h"
#include "matters/matter_table.h"
#include "retention/terms.h"

namespace massline::retention {

namespace {

using matters::EndingKey;
using matters::EndingMark;
using matters::ListedMatter;
using matters::Matter;

constexpr int listed_at_once = 100;
constexpr int passed_at_once = 500;
constexpr int changed_at_once = 1000;
constexpr std::chrono::days one_day{1};
constexpr std::chrono::days one_week{7};

/// What one look at a matter finds.
struct Look {
  bool is_due = false;
  std::optional<Date> again;  // of one that is not: when to look next; nothing where there is nothing to end
};

class MattersRun {
 public:
  MattersRun(Context& ctx, RegionId region, const std::string& procedure, const rulebook::RetentionRule& rule,
             std::int64_t most)
      : ctx_(ctx), key_{region, procedure, rule.data}, rule_(rule), most_(most), today_(ctx.today()) {}

  MattersErased erase_all() {
    if (!has_anything_to_do()) return report_;
    follow_terms();
    do {
      if (!erase_listed()) {
        report_.more = true;
        break;
      }
    } while (pass_some());
    return report_;
  }

  MattersErased count_all() {
    const EndingMark mark = ctx_.store.read([&](db::Reader& in) { return count_listed(in); });
    count_behind(mark);
    return report_;
  }

 private:
  static constexpr Date no_day{std::chrono::days{2'932'896}};  // 9999-12-31

  std::vector<ListedMatter> listed(db::Reader& in, Date until, const ListedMatter& after,
                                   int limit = listed_at_once) const {
    return matters::listed_matters(in, key_, until, after, limit);
  }

  Instant closed_before() const {
    // What an emergency's end counts for is decided one by one.
    return rule_.after == "closed" ? ctx_.zone.start_of(rulebook::kept_since(today_, rule_.keep)) : ctx_.clock.now();
  }

  /// All that the days on the list hang on, but for the matters themselves.
  std::string terms_of(db::Reader& in) const {
    std::string terms = rule_.after + " " + rulebook::to_string(rule_.keep, Language::en);
    if (rule_.after == "closed") return terms;
    // An emergency that is ended early ends before the day that was reckoned with.
    Instant last_end{};
    for (const auto& emergency : matters::emergencies(in))
      last_end = std::max(last_end, emergency.ended_at.value_or(Instant{}));
    return terms + " " + std::to_string(last_end.ms);
  }

  /// Most lists are empty at most times: that is found out in one read.
  bool has_anything_to_do() {
    return ctx_.store.read([&](db::Reader& in) {
      terms_ = terms_of(in);
      const EndingMark mark = matters::ending_mark(in, key_);
      return has_other_terms(mark) || !listed(in, today_, {}, 1).empty() ||
             matters::has_matters_behind(in, key_, mark, closed_before());
    });
  }

  bool has_other_terms(const EndingMark& mark) const { return !mark.terms.empty() && mark.terms != terms_; }

  /// Under other terms than those of the run before, all that is listed is looked at.
  void follow_terms() {
    bool all = !has_other_terms(ctx_.store.read([&](db::Reader& in) { return matters::ending_mark(in, key_); }));
    while (!all)
      ctx_.store.write([&](db::Transaction& tx) {
        all = matters::look_at_all(tx, key_, changed_at_once);
        if (all) matters::set_terms(tx, key_, terms_);
        return true;
      });
  }

  /// False once there is nothing behind the mark.
  bool pass_some() {
    const Instant before = closed_before();
    const bool is_any = ctx_.store.read(
        [&](db::Reader& in) { return matters::has_matters_behind(in, key_, matters::ending_mark(in, key_), before); });
    if (!is_any) return false;
    int passed = 0;
    ctx_.store.write([&](db::Transaction& tx) {
      passed = matters::pass_matters(tx, key_, terms_, before, passed_at_once);
      return passed > 0;
    });
    report_.looked_at += passed;
    return passed > 0;
  }

  Look look(db::Reader& in, const std::optional<Matter>& matter) const {
    // Of one that was taken up again everything is looked at when it is closed again.
    if (!matter || !matter->closed_at || matter->procedure != key_.procedure) return {};
    const auto data = matters::data_to_end(in, *matter, key_.data);
    if (!data) return {};
    const auto end = end_of(ctx_, in, *matter, rule_, *data);
    if ((!end || *end <= today_) && matters::is_held(in, *matter)) return {false, today_ + one_day};
    if (end && *end <= today_) return {true, std::nullopt};
    if (rule_.after == "closed") return {false, end.value_or(today_ + one_day)};
    return {false, std::min(end.value_or(today_ + one_week), today_ + one_week)};
  }

  /// Everything that is listed for today: erased, listed for another day, or taken off. False where there is more than
  /// `most`.
  bool erase_listed() {
    const auto next = [&] { return ctx_.store.read([&](db::Reader& in) { return listed(in, today_, {}); }); };
    for (auto page = next(); !page.empty(); page = next()) {
      std::vector<MatterId> due;
      ctx_.store.write([&](db::Transaction& tx) {
        due.clear();
        for (const ListedMatter& one : page)
          if (!put_off(tx, one.matter)) due.push_back(one.matter);
        return due.size() < page.size();
      });
      report_.looked_at += static_cast<std::int64_t>(page.size());
      for (const MatterId matter : due) {
        if (most_ != 0 && report_.subjects >= most_) return false;
        erase_one(matter);
      }
    }
    return true;
  }

  /// False for one that is due now, which stays on the list.
  bool put_off(db::Transaction& tx, MatterId id) {
    const Look found = look(tx, matters::find_matter(tx, key_.region, id));
    if (found.is_due) return false;
    if (found.again)
      matters::list_for(tx, key_, id, *found.again);
    else
      matters::take_off_list(tx, key_, id);
    return true;
  }

  void erase_one(MatterId id) {
    std::int64_t rows = 0;
    bool erased = false;
    ctx_.store.write([&](db::Transaction& tx) {
      // It may have changed since the look; then it is looked at again.
      const auto matter = matters::find_matter(tx, key_.region, id);
      erased = look(tx, matter).is_due;
      if (!erased) return false;
      rows = matters::erase_data(ctx_, tx, *matter, {rule_.data, rule_.id, false});
      matters::take_off_list(tx, key_, id);
      return true;
    });
    if (!erased) return;
    ++report_.subjects;
    report_.rows += rows;
  }

  EndingMark count_listed(db::Reader& in) {
    EndingMark mark = matters::ending_mark(in, key_);
    // Under other terms every day on the list is to be worked out anew.
    const Date until = mark.terms == terms_of(in) ? today_ : no_day;
    ListedMatter after{};
    for (auto page = listed(in, until, after); !page.empty(); page = listed(in, until, after)) {
      for (const ListedMatter& one : page) {
        const auto matter = matters::find_matter(in, key_.region, one.matter);
        // What is both listed and behind the mark is counted there.
        if (matter && mark.has_passed(*matter)) count(in, *matter);
      }
      after = page.back();
    }
    return mark;
  }

  void count_behind(EndingMark mark) {
    bool more = true;
    while (more)
      more = ctx_.store.read([&](db::Reader& in) {
        const auto page = matters::matters_behind(in, key_, mark, closed_before(), listed_at_once);
        for (const MatterId id : page) {
          const Matter matter = *matters::find_matter(in, key_.region, id);
          count(in, matter);
          mark = {*matter.closed_at, matter.id, mark.terms};
        }
        return !page.empty();
      });
  }

  void count(db::Reader& in, const Matter& matter) {
    ++report_.looked_at;
    if (look(in, matter).is_due) ++report_.subjects;
  }

  Context& ctx_;
  const EndingKey key_;
  const rulebook::RetentionRule& rule_;
  const std::int64_t most_;
  const Date today_;
  std::string terms_;
  MattersErased report_;
};

}  // namespace

MattersErased erase_matters(Context& ctx, RegionId region, const std::string& procedure,
                            const rulebook::RetentionRule& rule, EraseMode mode, std::int64_t most) {
  MattersRun run(ctx, region, procedure, rule, most);
  return mode == EraseMode::for_good ? run.erase_all() : run.count_all();
}

}  // namespace massline::retention
