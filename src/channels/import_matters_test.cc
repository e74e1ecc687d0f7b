#include "channels/import_matters.h"

#include <gmock/gmock.h>

#include <thread>

#include "base/refusals.h"
#include "channels/channels_fixture.h"
#include "channels/refusals.h"

namespace massline::channels {
namespace {

using testing::HasSubstr;

constexpr const char* calls_header = "工单编号,来电时间,诉求内容,诉求类型,所属社区,详细地址,姓名,联系电话\n";

class ImportTest : public ChannelsTest {
 protected:
  ImportMapping mapping_for(std::string_view bytes) {
    auto preview = preview_import(ctx, agent, bytes);
    if (!preview) throw std::runtime_error(preview.error().text(Language::en));
    preview->mapping.source = "12345";
    return preview->mapping;
  }

  ImportReport import(std::string_view bytes, ImportMode mode) { return import(bytes, mapping_for(bytes), mode); }
  ImportReport import(std::string_view bytes, const ImportMapping& mapping, ImportMode mode) {
    auto report = import_matters(ctx, agent, bytes, mapping, {.mode = mode, .language = Language::en, .rejects = true});
    if (!report) throw std::runtime_error(report.error().text(Language::en));
    EXPECT_EQ(report->rows, report->added + report->present + report->refused);
    return *report;
  }

  const Message* refused(std::string_view bytes, const ImportMapping& mapping) {
    const auto report = import_matters(ctx, agent, bytes, mapping, {.mode = ImportMode::run});
    return report ? nullptr : report.error().message;
  }

  db::Rows matters() {
    return ctx.store.read([&](db::Reader& in) {
      return in.query(
          "SELECT title, procedure, topic, raised_at, procedure_from, channel, anonymous, unit, place, address, "
          "latitude, language FROM matter ORDER BY raised_at, id");
    });
  }
};

TEST_F(ImportTest, SuggestsAMappingAndShowsTheFirstRows) {
  const std::string csv = std::string(calls_header) + "1,2024-05-01,路灯坏了,路灯,向阳社区,,,\n2,,x\n";
  const auto preview = preview_import(ctx, agent, csv);
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->columns.size(), 8u);
  EXPECT_EQ(preview->total_rows, 2);
  EXPECT_EQ(preview->mapping.columns.at("text"), "诉求内容");
  EXPECT_EQ(preview->mapping.place, units.at("990121").id);
  ASSERT_EQ(preview->rows.size(), 2u);
  EXPECT_EQ(preview->rows[1].size(), 8u);
  EXPECT_EQ(preview_import(ctx, reviewer, csv).error().message, &massline::refusals::not_allowed);
}

TEST_F(ImportTest, RaisesAMatterForEachRow) {
  const std::string csv = std::string("\xEF\xBB\xBF") + calls_header +
                          "A1,2024-05-01 14:30,\"路灯坏了，\n三天没人修\",路灯,990121001001,门口,张三,13800138000\r\n"
                          "A2,2024/5/2,Street lamp is out,street-lamp,Xiangyang Community,,,\r\n";
  const ImportReport report = import(csv, ImportMode::run);
  EXPECT_EQ(report.added, 2) << (report.problems.empty() ? "" : report.problems[0].detail);
  const db::Rows rows = matters();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows.row(0).text(0), "路灯坏了，");
  EXPECT_EQ(rows.row(0).text(1), "hotline");
  EXPECT_EQ(rows.row(0).text(2), "street-lamp");
  EXPECT_EQ(to_string(rows.row(0).instant(3)), "2024-05-01T06:30:00.000Z");
  EXPECT_EQ(rows.row(0).text(5), "import");
  EXPECT_FALSE(rows.row(0).boolean(6));
  EXPECT_EQ(rows.row(0).id<UnitId>(7), units.at("990121-RX").id);
  EXPECT_EQ(rows.row(0).id<UnitId>(8), units.at("990121001001").id);
  EXPECT_EQ(rows.row(0).text(9), "门口");
  EXPECT_EQ(rows.row(0).text(11), "zh");
  EXPECT_TRUE(rows.row(1).boolean(6));
  EXPECT_EQ(rows.row(1).text(11), "en");
  EXPECT_EQ(count("identity"), 1);
  EXPECT_EQ(count("import_row"), 2);
}

TEST_F(ImportTest, ADryRunSaysWhatARunDoesAndWritesNothing) {
  const std::string csv =
      std::string(calls_header) + "1,2024-05-01,路灯坏了,路灯,向阳社区,,,\n2,2024-02-30,,飞碟,东桥村,,,\n";
  const ImportReport dry = import(csv, ImportMode::dry_run);
  EXPECT_EQ(count("matter"), 0);
  EXPECT_EQ(count("import_row"), 0);
  const ImportReport run = import(csv, ImportMode::run);
  EXPECT_TRUE(dry.dry_run);
  EXPECT_FALSE(run.dry_run);
  EXPECT_EQ(dry.added, run.added);
  EXPECT_EQ(dry.refused, run.refused);
  EXPECT_EQ(dry.rejects, run.rejects);
  EXPECT_EQ(dry.problem_count, run.problem_count);
  EXPECT_EQ(count("matter"), 1);
}

TEST_F(ImportTest, ReportsEveryProblemOfARow) {
  ImportMapping mapping = mapping_for("a\n1\n");
  mapping.source = "12345";
  const std::string csv =
      "text,raised,topic,place,lat,long,email,channel\n,03.04.2021,飞碟,东桥村,91,x,nobody,pigeon\n";
  mapping = mapping_for(csv);
  const ImportReport report = import(csv, mapping, ImportMode::run);
  std::map<std::string, std::string> problems;
  for (const ImportProblem& problem : report.problems) {
    EXPECT_EQ(problem.row, 2);
    problems[problem.field] = problem.value + ": " + problem.detail;
  }
  EXPECT_THAT(problems["raised"], HasSubstr("2021-04-03 or 2021-03-04"));
  EXPECT_THAT(problems["topic"], HasSubstr("飞碟: There is no topic"));
  EXPECT_THAT(problems["place"], HasSubstr("990121001002, 990121100201"));
  EXPECT_THAT(problems["latitude"], HasSubstr("-90 to 90"));
  EXPECT_THAT(problems["longitude"], HasSubstr("x: "));
  EXPECT_THAT(problems["channel"], HasSubstr("pigeon"));
  EXPECT_EQ(report.refused, 1);
  EXPECT_THAT(report.rejects, HasSubstr("Place: Several units"));
}

TEST_F(ImportTest, AddsNothingTwice) {
  const std::string csv = std::string(calls_header) +
                          "1,2024-05-01,路灯坏了,路灯,向阳社区,,,\n2,2024-05-02,井盖没了,road-damage,向阳社区,,,\n";
  EXPECT_EQ(import(csv, ImportMode::run).added, 2);
  const ImportReport again = import(csv, ImportMode::run);
  EXPECT_EQ(again.added, 0);
  EXPECT_EQ(again.present, 2);
  EXPECT_EQ(import(csv, ImportMode::dry_run).present, 2);
  const std::string more = csv + "3,2024-05-03,又坏了,路灯,向阳社区,,,\n1,2024-05-01,路灯坏了,路灯,向阳社区,,,\n";
  const ImportReport third = import(more, ImportMode::run);
  EXPECT_EQ(third.added, 1);
  EXPECT_EQ(third.present, 3);
  EXPECT_EQ(count("matter"), 3);
  ImportMapping other = mapping_for(csv);
  other.source = "another";
  EXPECT_EQ(import(csv, other, ImportMode::run).added, 2);
}

TEST_F(ImportTest, TwoImportsOfOneSourceAtOnceAddNothingTwice) {
  std::string csv = calls_header;
  constexpr int rows = 300;
  for (int i = 0; i < rows; ++i) csv += "K" + std::to_string(i) + ",2024-05-01,路灯坏了,路灯,990121001001,,,\n";
  ImportReport one, other;
  {
    const std::jthread beside([&] { other = import(csv, ImportMode::run); });
    one = import(csv, ImportMode::run);
  }
  EXPECT_EQ(one.added + other.added, rows);
  EXPECT_EQ(one.present + other.present, rows);
  EXPECT_EQ(count("matter"), rows);
  EXPECT_EQ(count("import_row"), rows);
}

TEST_F(ImportTest, KnowsRowsWithoutAKeyByTheirContent) {
  const std::string csv = "text,topic,place,remark\n路灯坏了,路灯,向阳社区,a\n路灯坏了,路灯,向阳社区,b\n";
  EXPECT_EQ(import(csv, ImportMode::run).added, 2) << "people may say the same twice";
  EXPECT_EQ(import(csv, ImportMode::run).present, 2);
  EXPECT_EQ(count("matter"), 2);
}

TEST_F(ImportTest, RefusesAKeyThatIsUsedTwice) {
  const std::string csv = std::string(calls_header) + "1,,路灯坏了,路灯,向阳社区,,,\n1,,井盖没了,路灯,向阳社区,,,\n";
  const ImportReport report = import(csv, ImportMode::run);
  EXPECT_EQ(report.added, 1);
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_EQ(report.problems[0].field, "key");
  EXPECT_THAT(report.problems[0].detail, HasSubstr("Row 2"));
}

TEST_F(ImportTest, TakesACorrectedRejectFile) {
  const std::string csv = std::string(calls_header) +
                          "1,2024-05-01,路灯坏了,路灯,向阳社区,,,\n"
                          "2,2024-05-02,\"=1+1 “引号” \"\"x\"\", y\",路灯,东桥村,,,+8613800138000\n"
                          "3,2024-05-02,ragged,路灯,向阳社区,,,,one more\n"
                          "4,2024-05-02,\"quote\" behind,路灯,向阳社区,,,\n";
  const ImportReport report = import(csv, ImportMode::run);
  EXPECT_EQ(report.added, 1);
  EXPECT_EQ(report.refused, 3);
  std::string rejects = report.rejects;
  EXPECT_THAT(rejects, HasSubstr("Why it was refused"));
  EXPECT_THAT(rejects, HasSubstr("\"4,2024-05-02,\"\"quote\"\" behind"));
  const std::size_t place = rejects.find("东桥村");
  ASSERT_NE(place, std::string::npos);
  rejects.replace(place, std::string("东桥村").size(), "990121001002");
  const ImportReport corrected = import(rejects, ImportMode::run);
  EXPECT_EQ(corrected.added, 2) << "the corrected row, and the ragged one, whose rest went into its last column";
  EXPECT_EQ(corrected.refused, 1);
  EXPECT_EQ(corrected.rejects.substr(0, corrected.rejects.find('\n')), rejects.substr(0, rejects.find('\n')));
  const db::Rows rows = matters();
  EXPECT_EQ(rows.row(1).text(0), "=1+1 “引号” \"x\", y");
  EXPECT_EQ(import(report.rejects, ImportMode::run).present, 2) << "known by their keys although one is wrong here";
}

TEST_F(ImportTest, RunsByTheRulesOfTheDay) {
  const std::string csv =
      "text,raised,place\n拆迁补偿,2021-06-01,向阳社区\n拆迁补偿,2023-06-01,向阳社区\n拆迁补偿,1999-06-01,"
      "向阳社区\n明天,2024-05-21,向阳社区\n";
  ImportMapping mapping = mapping_for(csv);
  mapping.procedure = "petition";
  const ImportReport report = import(csv, mapping, ImportMode::run);
  EXPECT_EQ(report.added, 2) << report.problems[0].detail;
  ASSERT_EQ(report.problems.size(), 2u);
  EXPECT_THAT(report.problems[0].detail, HasSubstr("1999-06-01"));
  EXPECT_THAT(report.problems[1].detail, HasSubstr("later than now"));
  const db::Rows rows = matters();
  EXPECT_EQ(to_string(rows.row(0).date(4)), "2005-05-01");
  EXPECT_EQ(to_string(rows.row(1).date(4)), "2022-05-01");
  const auto clocks =
      ctx.store.read([&](db::Reader& in) { return in.query("SELECT MIN(started_at) FROM clock").row(0).instant(0); });
  EXPECT_EQ(zone.date_of(clocks), *parse_date("2021-06-01"));
}

TEST_F(ImportTest, LearnsTheOrderOfDatesFromTheirColumn) {
  const std::string csv =
      "text,raised,topic,place\na,03/04/2024,路灯,向阳社区\nb,04/13/2024 2:30:00 PM,路灯,向阳社区\n";
  EXPECT_EQ(import(csv, ImportMode::run).added, 2);
  EXPECT_EQ(zone.date_of(matters().row(0).instant(3)), *parse_date("2024-03-04"));
  const std::string both =
      "text,raised,topic,place\nd,03/04/2024,路灯,向阳社区\ne,04/13/2024,路灯,向阳社区\nf,13/04/2024,路灯,向阳社区\n";
  const ImportReport report = import(both, ImportMode::dry_run);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(report.added, 2);
}

TEST_F(ImportTest, KeepsToTheGroundOfTheImporter) {
  const ImportReport report =
      import("text,topic,place\na,路灯,990122001001\nb,路灯,南湾社区\nc,路灯,990121-RX\nd,路灯,\n", ImportMode::run);
  EXPECT_EQ(report.refused, 3);
  EXPECT_THAT(report.problems[0].detail, HasSubstr("not among those"));
  EXPECT_THAT(report.problems[1].detail, HasSubstr("No unit"));
  EXPECT_THAT(report.problems[2].detail, HasSubstr("No unit"));
  EXPECT_EQ(report.added, 1) << "the row without a place is in the county";
}

TEST_F(ImportTest, TakesInputsOfTheProcedure) {
  const std::string csv =
      "text,topic,place,people,unit\n噪音,路灯,向阳社区,12,\n噪音2,路灯,向阳社区,many,\n作风,路灯,向阳社区,,990121-"
      "RX\n";
  ImportMapping mapping = mapping_for(csv);
  EXPECT_EQ(mapping.columns["groupSize"], "people");
  mapping.columns["input.about-unit"] = "unit";
  const ImportReport report = import(csv, mapping, ImportMode::run);
  EXPECT_EQ(report.added, 2) << report.problems[0].detail;
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_EQ(report.problems[0].field, "groupSize");
  const db::Rows rows = matters();
  EXPECT_NE(rows.row(1).id<UnitId>(7), units.at("990121-RX").id) << "the accused never handle it";
}

TEST_F(ImportTest, MapsWordsToTopics) {
  const std::string csv = "text,topic,place\na,灯不亮,向阳社区\n";
  ImportMapping mapping = mapping_for(csv);
  EXPECT_EQ(import(csv, mapping, ImportMode::dry_run).refused, 1);
  mapping.topics["灯不亮"] = "street-lamp";
  EXPECT_EQ(import(csv, mapping, ImportMode::run).added, 1);
}

TEST_F(ImportTest, RefusesAMappingThatDoesNotFit) {
  const std::string csv = "text,topic,place\na,路灯,向阳社区\n";
  const ImportMapping good = mapping_for(csv);
  ImportMapping mapping = good;
  mapping.source = " ";
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_source_missing);
  mapping = good;
  mapping.columns["colour"] = "topic";
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_field_unknown);
  mapping = good;
  mapping.columns["place"] = "nowhere";
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_column_unknown);
  mapping = good;
  mapping.columns.erase("text");
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_text_missing);
  mapping = good;
  mapping.topic = "ufo";
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_topic_unknown);
  mapping = good;
  mapping.topics["x"] = "ufo";
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_topic_unknown);
  mapping = good;
  mapping.procedure = "ufo";
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_procedure_unknown);
  mapping = good;
  mapping.channel = "ufo";
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_channel_unknown);
  mapping = good;
  mapping.place = units.at("990122001001").id;
  EXPECT_EQ(refused(csv, mapping), &refusals::mapping_place_unknown);
  mapping = good;
  mapping.sheet = "Sheet1";
  EXPECT_EQ(refused(csv, mapping), &refusals::sheet_unknown);
  EXPECT_EQ(count("matter"), 0);
}

TEST_F(ImportTest, LosesNothingOfAFileThatBreaksOff) {
  const std::string csv = "text,topic,place\na,路灯,向阳社区\n\"b,路灯,向阳社区\nc,路灯,向阳社区\n";
  const ImportReport report = import(csv, ImportMode::run);
  EXPECT_EQ(report.rows, 2);
  EXPECT_EQ(report.added, 1);
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_EQ(report.problems[0].row, 3);
  EXPECT_THAT(report.problems[0].detail, HasSubstr("From here to the end"));
}

TEST_F(ImportTest, BringsInThousandsAndJournalsThem) {
  std::string csv = calls_header;
  for (int i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(i);
    csv += number + ",2024-05-0" + std::to_string(1 + i % 9) + ",第" + number + "盏路灯坏了," +
           (i % 100 == 7 ? "飞碟" : "路灯") + ",向阳社区,,,\n";
  }
  const ImportReport report = import(csv, ImportMode::run);
  EXPECT_EQ(report.rows, 5000);
  EXPECT_EQ(report.added, 4950);
  EXPECT_EQ(report.refused, 50);
  EXPECT_EQ(count("matter"), 4950);
  EXPECT_EQ(count("import_row"), 4950);
  EXPECT_EQ(import(csv, ImportMode::run).present, 4950);
  const auto verified = ctx.store.read([&](db::Reader& in) {
    return journal::verify(in, [](db::Reader&, RegionId, const std::string&, std::int64_t) { return std::nullopt; });
  });
  EXPECT_FALSE(verified.broken) << verified.broken->what;
  EXPECT_GT(verified.entries, 4950u);
  RecordProperty("rows_per_second", static_cast<int>(5000 / report.seconds));
}

}  // namespace
}  // namespace massline::channels
