// A small county under the default rulebook, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "journal/context.h"
#include "registry/people.h"
#include "registry/unit_commands.h"
#include "rulebook/model.h"
#include "support/test_store.h"

namespace massline::channels {

inline const rulebook::Rulebook& test_rulebook() {
  static const rulebook::ReadResult read = rulebook::read_rulebook(std::string(MASSLINE_SOURCE_DIR) + "/rulebooks/cpc");
  if (!read.rulebook) throw std::runtime_error(to_string(read.problems.front()));
  return *read.rulebook;
}

/// country 99 > province 990000 > city 990100 > county 990121 with its hotline centre and petition office, two towns,
/// and communities, two of which have the same name. It is noon of 20 May 2024 in Shanghai.
class ChannelsTest : public testing::Test {
 protected:
  ChannelsTest() {
    add_unit("", "country", "99", "示例国", "Sample Country");
    add_unit("99", "province", "990000", "云山省");
    add_unit("990000", "city", "990100", "临湖市");
    add_unit("990100", "county", "990121", "晨光县", "Chenguang County");
    add_unit("990100", "county", "990122", "安平县");
    add_unit("990121", "hotline-centre", "990121-RX", "晨光县12345热线中心", "Chenguang 12345");
    add_unit("990121", "petition-office", "990121-XF", "晨光县信访局");
    add_unit("990122", "petition-office", "990122-XF", "安平县信访局");
    add_unit("990121", "town", "990121001", "城关街道");
    add_unit("990121", "town", "990121100", "河东镇");
    add_unit("990121001", "community", "990121001001", "向阳社区", "Xiangyang Community");
    add_unit("990121001", "community", "990121001002", "东桥村");
    add_unit("990121100", "community", "990121100201", "东桥村");
    add_unit("990122", "community", "990122001001", "南湾社区");
    agent = add_officer("hotline-agent", "990121-RX");
    reviewer = add_officer("reviewer", "990121");
  }

  void add_unit(const std::string& parent, const char* kind, const char* code, const char* name,
                const char* name_en = "") {
    registry::NewUnit unit;
    unit.parent = parent.empty() ? UnitId{} : units.at(parent).id;
    unit.kind = kind;
    unit.code = code;
    unit.name = name;
    unit.name_en = name_en;
    unit.from = *parse_date("2000-01-01");
    auto made = ctx.store.command(
        [&](db::Transaction& tx) { return registry::create_unit(ctx, tx, registry::Actor::server(), unit); });
    if (!made) throw std::runtime_error(made.error().text(Language::en));
    units.emplace(code, *made);
  }

  access::Viewer add_officer(const char* post, const char* unit) {
    auto person = ctx.store.command([&](db::Transaction& tx) -> Result<registry::Person> {
      auto made =
          registry::create_person(ctx, tx, registry::Actor::server(), {units.at(unit).id, std::string("某") + post});
      if (!made) return made;
      const auto held =
          registry::begin_post(ctx, tx, registry::Actor::server(),
                               {made->id, units.at(unit).id, post, parse_date("2020-01-01"), std::nullopt});
      if (!held) return tl::unexpected(held.error());
      return made;
    });
    if (!person) throw std::runtime_error(person.error().text(Language::en));
    return ctx.store.read([&](db::Reader& in) { return registry::viewer_of(in, person->id, ctx.today()); });
  }

  std::int64_t count(const std::string& table) {
    return ctx.store.read([&](db::Reader& in) { return in.query("SELECT COUNT(*) FROM " + table).row(0).integer(0); });
  }

  test::TestStore store;
  ManualClock clock{*parse_instant("2024-05-20T04:00:00Z")};
  SeededRandom random{20240520};
  IdMaker ids{clock, random};
  Zone zone{"Asia/Shanghai"};
  Context ctx{*store, test_rulebook(), clock, random, ids, zone, std::string(32, 'k'), "", {}};
  std::map<std::string, registry::Unit> units;
  access::Viewer agent, reviewer;
};

}  // namespace massline::channels
