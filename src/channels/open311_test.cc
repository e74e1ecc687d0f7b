#include "channels/open311.h"

#include <gmock/gmock.h>

#include "channels/channels_fixture.h"
#include "channels/import_matters.h"
#include "channels/refusals.h"
#include "matters/raise_matter.h"
#include "registry/accounts.h"

namespace massline::channels::open311 {
namespace {

using testing::HasSubstr;

class Open311Test : public ChannelsTest {
 protected:
  Open311Test() {
    auto made = registry::create_api_key(ctx, registry::Actor::server(), units.at("990121-RX").id, "a client");
    if (!made) throw std::runtime_error(made.error().text(Language::en));
    key = made->secret;
    key_id = made->key.id;
  }

  std::map<std::string, std::string> good() const {
    return {{"api_key", key},
            {"service_code", "street-lamp"},
            {"lat", "31.2304"},
            {"long", "121.4737"},
            {"address_string", "向阳社区"},
            {"description", "路灯坏了，三天没人修"},
            {"first_name", "三"},
            {"last_name", "张"},
            {"phone", "13800138000"},
            {"device_id", "abc"},
            {"media_url", "https://example.org/lamp.jpg"}};
  }

  const Message* refused(const std::map<std::string, std::string>& fields) {
    const auto created = post(ctx, {fields, Language::en});
    return created ? nullptr : created.error().message;
  }

  Result<std::vector<Request>> ask(const RequestQuery& query) {
    return ctx.store.read([&](db::Reader& in) { return requests(ctx, in, query, Language::en); });
  }

  std::string key;
  std::int64_t key_id = 0;
};

TEST_F(Open311Test, ListsTopicsAsServices) {
  const auto all = services(ctx.rulebook, ctx.today(), Language::en);
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all[0].service_code, "street-lamp");
  EXPECT_EQ(all[0].service_name, "Street lamp");
  EXPECT_EQ(all[0].group, "Streets and traffic");
  EXPECT_THAT(all[0].keywords, testing::Contains("lamp"));
  EXPECT_TRUE(all[0].metadata);
  EXPECT_TRUE(services(ctx.rulebook, *parse_date("1990-01-01"), Language::en).empty());
  const auto defined = definition(ctx.rulebook, "street-lamp", ctx.today(), Language::zh);
  ASSERT_TRUE(defined);
  for (const Attribute& attribute : defined->attributes) EXPECT_NE(attribute.code, "what") << "that is the description";
  EXPECT_EQ(status_of(definition(ctx.rulebook, "ufo", ctx.today(), Language::en).error()), 404);
}

TEST_F(Open311Test, RaisesARequestAndShowsItWithoutItsPerson) {
  const auto created = post(ctx, {good(), Language::en});
  ASSERT_TRUE(created) << created.error().text(Language::en);
  EXPECT_EQ(created->receipt.size(), 16u);
  EXPECT_THAT(created->service_notice, HasSubstr("查询凭证：" + created->receipt.substr(0, 4) + " "));
  const auto found =
      ctx.store.read([&](db::Reader& in) { return request(ctx, in, created->service_request_id, Language::en); });
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->open);
  EXPECT_EQ(found->service_name, "Street lamp");
  EXPECT_EQ(found->agency_responsible, "Chenguang 12345");
  EXPECT_EQ(found->address, "向阳社区");
  EXPECT_EQ(found->address_id, "990121001001");
  EXPECT_EQ(found->latitude, 31.2304);
  EXPECT_EQ(found->description, "路灯坏了，三天没人修\nhttps://example.org/lamp.jpg");
  EXPECT_EQ(found->requested_datetime, clock.now());
  EXPECT_TRUE(found->expected_datetime);
  EXPECT_EQ(count("identity"), 1) << "the contact lies in the vault alone";
}

TEST_F(Open311Test, RefusesAsTheStandardSays) {
  auto without = [&](const char* field) {
    auto fields = good();
    fields.erase(field);
    return fields;
  };
  auto with = [&](const char* field, const char* value) {
    auto fields = good();
    fields[field] = value;
    return fields;
  };
  EXPECT_EQ(refused(without("api_key")), &refusals::api_key_missing);
  EXPECT_EQ(refused(with("api_key", "wrong")), &refusals::api_key_not_valid);
  EXPECT_EQ(refused(without("service_code")), &refusals::service_code_missing);
  EXPECT_EQ(refused(with("service_code", "ufo")), &refusals::service_unknown);
  EXPECT_EQ(refused(without("description")), &refusals::description_missing);
  EXPECT_EQ(refused(without("long")), &refusals::location_missing);
  EXPECT_EQ(refused(with("lat", "north")), &refusals::parameter_not_valid);
  EXPECT_EQ(refused(with("lat", "91")), &refusals::parameter_not_valid);
  EXPECT_EQ(refused(with("address_id", "12345")), &refusals::parameter_not_valid);
  auto nowhere = good();
  for (const char* field : {"lat", "long", "address_string"}) nowhere.erase(field);
  EXPECT_EQ(refused(nowhere), &refusals::location_missing);
  EXPECT_EQ(status_of(refuse(refusals::api_key_missing).value()), 403);
  EXPECT_EQ(status_of(refuse(refusals::service_code_missing).value()), 400);
  EXPECT_EQ(status_of(refuse(refusals::service_unknown).value()), 404);
  ASSERT_TRUE(registry::revoke_api_key(ctx, registry::Actor::server(), key_id));
  EXPECT_EQ(refused(good()), &refusals::api_key_not_valid);
  EXPECT_EQ(count("matter"), 0);
}

TEST_F(Open311Test, PlacesARequestByTheClientWhereNothingElseDoes) {
  auto fields = good();
  fields["address_string"] = "somewhere by the river";
  const auto created = post(ctx, {fields, Language::en});
  ASSERT_TRUE(created);
  const auto found =
      ctx.store.read([&](db::Reader& in) { return request(ctx, in, created->service_request_id, Language::en); });
  EXPECT_EQ(found->address_id, "990121");
  EXPECT_EQ(found->address, "somewhere by the river");
}

TEST_F(Open311Test, ShowsNoWordsOfThoseWhoCameAnotherWay) {
  matters::RaiseRequest raise;
  raise.topic = "street-lamp";
  raise.place = units.at("990121001001").id;
  raise.address = "my home";
  raise.latitude = 1;
  raise.longitude = 2;
  raise.inputs = {{"what", "My neighbour Li …"}};
  raise.anonymous = true;
  const auto open = matters::raise_matter(ctx, {}, raise);
  raise.confidential = true;
  const auto confidential = matters::raise_matter(ctx, {}, raise);
  raise.confidential = false;
  raise.topic.clear();
  raise.procedure = "petition";
  const auto petition = matters::raise_matter(ctx, {}, raise);
  ASSERT_TRUE(open && confidential && petition);
  const auto all = ask({});
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ((*all)[0].service_request_id, open->code);
  EXPECT_EQ((*all)[0].description, std::nullopt);
  EXPECT_EQ((*all)[0].address, "Xiangyang Community");
  EXPECT_EQ((*all)[0].latitude, std::nullopt);
  RequestQuery by_id;
  by_id.service_request_id = confidential->code + "," + petition->code + ",nothing";
  EXPECT_TRUE(ask(by_id)->empty());
  const auto one = ctx.store.read([&](db::Reader& in) { return request(ctx, in, petition->code, Language::en); });
  ASSERT_FALSE(one);
  EXPECT_EQ(status_of(one.error()), 404);
}

TEST_F(Open311Test, FindsRequestsByTimeCodeStatusAndPage) {
  const Instant first = clock.now();
  std::vector<std::string> raised;
  for (const char* code : {"street-lamp", "road-damage", "street-lamp"}) {
    auto fields = good();
    fields["service_code"] = code;
    raised.push_back(post(ctx, {fields, Language::en})->service_request_id);
    clock.advance(std::chrono::hours(24));
  }
  auto codes = [&](const RequestQuery& query) {
    std::vector<std::string> found;
    const auto answer = ask(query);
    for (const Request& each : *answer) found.push_back(each.service_request_id);
    return found;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(codes({}), (Ids{raised[2], raised[1], raised[0]}));
  EXPECT_EQ(codes({.service_code = "road-damage, ufo"}), (Ids{raised[1]}));
  EXPECT_EQ(codes({.service_code = "ufo"}), Ids{});
  EXPECT_EQ(codes({.status = "closed"}), Ids{});
  EXPECT_EQ(codes({.status = "open,closed"}).size(), 3u);
  EXPECT_EQ(codes({.page = "2", .page_size = "2"}), (Ids{raised[0]}));
  EXPECT_EQ(codes({.end_date = to_string(first)}), (Ids{raised[0]}));
  EXPECT_EQ(codes({.start_date = to_string(Instant{first.ms + 1})}), (Ids{raised[2], raised[1]}));
  EXPECT_EQ(codes({.service_request_id = raised[1], .status = "closed"}), (Ids{raised[1]})) << "ids override the rest";
  clock.advance(std::chrono::hours(24 * 100));
  EXPECT_EQ(codes({}), Ids{}) << "90 days";
  EXPECT_EQ(codes({.start_date = "2024-05-01T00:00:00Z"}).size(), 3u);
}

TEST_F(Open311Test, RefusesAQueryThatIsNotValid) {
  for (const RequestQuery& query :
       {RequestQuery{.start_date = "yesterday"}, RequestQuery{.end_date = "2024-05-01"}, RequestQuery{.status = "done"},
        RequestQuery{.page = "0"}, RequestQuery{.page_size = "1001"}, RequestQuery{.page = "x"},
        RequestQuery{.start_date = "2024-01-01T00:00:00Z", .end_date = "2024-06-01T00:00:00Z"},
        RequestQuery{.start_date = "2024-05-02T00:00:00Z", .end_date = "2024-05-01T00:00:00Z"}}) {
    const auto answer = ask(query);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message, &refusals::parameter_not_valid);
    EXPECT_EQ(status_of(answer.error()), 400);
  }
}

}  // namespace
}  // namespace massline::channels::open311
