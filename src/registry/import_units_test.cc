#include "registry/import_units.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "registry/test_world.h"

namespace massline::registry {
namespace {

using testing::HasSubstr;

class ImportUnits : public RegistryTest {
 protected:
  std::string file(const std::string& name, const std::string& text) { return folder_.write(name, text); }

  ImportReport import(const std::string& path, ImportOptions options = {}) {
    const auto report = import_units(ctx, server, path, options);
    EXPECT_TRUE(report) << report.error().text(Language::en);
    return *report;
  }

  Unit by_code(const std::string& code) {
    return read([&](db::Reader& in) { return find_unit_by_code(in, code, ctx.today()).value_or(Unit{}); });
  }

  std::int64_t count() {
    return read([&](db::Reader& in) { return in.query("SELECT COUNT(*) FROM unit").row(0).integer(0); });
  }

  test::TempDir folder_;
};

constexpr const char* tree =
    "code,parent,kind,name,name_en\r\n"
    "T1,C1,town,一镇,Town One\r\n"
    "ROOT,,country,全国,\r\n"
    "C1,P1,county,一县,\r\n"
    "P1,ROOT,city,一市,City One\r\n"
    "P2,ROOT,city,二市,\r\n";

TEST_F(ImportUnits, ParentsBeforeOrAfterTheirChildren) {
  const auto report = import(file("units.csv", tree));
  EXPECT_EQ(report.problem_count, 0);
  EXPECT_EQ(report.added, 5);
  EXPECT_EQ(by_code("ROOT").path, "0001");
  EXPECT_EQ(by_code("T1").path, "0001000100010001");
  EXPECT_EQ(by_code("T1").region.value, by_code("P1").id.value);
  EXPECT_EQ(by_code("T1").name_en, "Town One");
  EXPECT_TRUE(by_code("T1").is_place);
  EXPECT_EQ(by_code("P2").path, "00010002");
  // Ready to route by place, and to go on by hand.
  ids_["C1"] = by_code("C1").id;
  make("office", "C1", "office");
  EXPECT_EQ(get("office").path, "0001000100010002");
  read([&](db::Reader& in) {
    EXPECT_EQ(nearest_unit(in, {by_code("T1").path, {"office"}, {}, ctx.today()})->name, "office");
    EXPECT_FALSE(journal::verify(in, [](auto&, auto, auto&, auto) { return std::nullopt; }).broken);
  });
}

TEST_F(ImportUnits, AgainAddsNothingAndMoreAddsTheRest) {
  const auto path = file("units.csv", tree);
  import(path);
  const auto again = import(path);
  EXPECT_EQ(again.added, 0);
  EXPECT_EQ(again.present, 5);
  const auto more = import(file("more.csv", "code,parent,kind,name\nT2,C1,town,二镇\nC1,P1,county,一县\n"));
  EXPECT_EQ(more.added, 1);
  EXPECT_EQ(by_code("T2").path, "0001000100010002");
  EXPECT_EQ(count(), 6);
}

/// Many rows read the whole tree, few only what they name: both see what is there.
TEST_F(ImportUnits, ManyRowsSeeWhatFewSee) {
  import(file("units.csv", tree));
  std::string many = "code,parent,kind,name\nC1,P1,county,一县\n";
  for (int i = 2; i < 20'100; ++i) many += fmt::format("C{},P{},county,县{}\n", i, i % 2 + 1, i);
  const auto added = import(file("many.csv", many));
  EXPECT_EQ(added.problem_count, 0);
  EXPECT_EQ(added.added, 20'098);
  EXPECT_EQ(added.present, 1);
  const auto again =
      import(file("again.csv", "code,parent,kind,name\nC2,P1,county,县2\nC3,P1,county,县3\nT9,C2,town,九镇\n"));
  EXPECT_EQ(again.present, 1);
  ASSERT_EQ(again.problem_count, 1) << "C3 hangs under P2";
  EXPECT_NE(again.problems[0].what.find("under P2"), std::string::npos) << again.problems[0].what;
  EXPECT_EQ(import(file("many.csv", many)).present, 20'099);
}

TEST_F(ImportUnits, ReportsEveryProblemAndAddsNothing) {
  import(file("units.csv", tree));
  const auto report = import(file("bad.csv",
                                  "code,parent,kind,name\n"
                                  "A1,NOWHERE,county,a\n"
                                  "A2,P1,castle,b\n"
                                  "A 3,P1,county,c\n"
                                  "A4,P1,county,\n"
                                  "A5,P1,county,e\n"
                                  "A5,P1,county,e again\n"
                                  "A6,P1,town,town under a city\n"
                                  "T1,C1,town,another name\n"
                                  "A7,P1\n"
                                  "\"A8\"x,P1,county,d\n"));
  EXPECT_EQ(report.added, 0);
  EXPECT_EQ(count(), 5);
  std::vector<std::int64_t> lines;
  for (const auto& problem : report.problems) lines.push_back(problem.line);
  EXPECT_THAT(lines, testing::ElementsAre(2, 3, 4, 5, 7, 8, 9, 10, 11));
  EXPECT_THAT(report.problems[0].what, HasSubstr("NOWHERE"));
  EXPECT_EQ(report.problem_count, 9);
}

TEST_F(ImportUnits, FindsCircles) {
  import(file("units.csv", tree));
  const auto report = import(file("circle.csv", "code,parent,kind,name\nX1,X2,town,x\nX2,X1,town,y\n"));
  EXPECT_EQ(report.added, 0);
  EXPECT_GE(report.problem_count, 2);
}

TEST_F(ImportUnits, RefusesWhatIsNotThereOrNotAllowed) {
  EXPECT_EQ(key_of(import_units(ctx, server, "/no/such/file.csv", {})), "import-unreadable");
  make_country();
  const auto registrar = make_person("Registrar", "county");
  post(registrar, "registrar", "county");
  const auto actor = actor_of(registrar);
  EXPECT_EQ(key_of(import_units(ctx, actor, file("a.csv", "code,parent,kind,name\nN1,city,county,n\n"), {})),
            "not-allowed");
  const auto allowed = import_units(ctx, actor, file("b.csv", "code,parent,kind,name\nN1,county,town,n\n"), {});
  EXPECT_EQ(key_of(allowed), "");
  EXPECT_EQ(allowed->added, 1);
}

TEST_F(ImportUnits, ReadsTheFolderOfDivisions) {
  file("provinces.csv", "code,name\n11,\"北京市\"\n13,\"河北省\"\n");
  file("cities.csv", "code,name,provinceCode\n1101,\"市辖区\",11\n");
  file("areas.csv", "code,name,cityCode,provinceCode\n110101,\"东城区\",1101,11\n");
  ImportOptions options;
  options.levels = {"city", "county", "town"};
  const auto report = import(folder_.path().string(), options);
  EXPECT_EQ(report.problem_count, 0) << report.problems[0].what;
  EXPECT_EQ(report.added, 5);  // with the root, named after the organisation
  EXPECT_EQ(by_code("CN").name, "全国");
  EXPECT_EQ(by_code("110101").path, "0001000100010001");
  EXPECT_EQ(import(folder_.path().string(), options).present, 4);
}

}  // namespace
}  // namespace massline::registry
