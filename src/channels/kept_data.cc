#include "channels/kept_data.h"

#include <string>

namespace massline::channels {

namespace {

const std::string ended_links =
    "FROM feed_link WHERE region = $1 AND EXISTS (SELECT 1 FROM (SELECT person, to_date FROM membership WHERE region "
    "IN (SELECT "
    "id FROM region) UNION ALL SELECT person, to_date FROM post WHERE region IN (SELECT id FROM region)) t WHERE "
    "t.person = "
    "feed_link.person) AND NOT EXISTS (SELECT 1 FROM membership t WHERE t.region IN (SELECT id FROM region) AND "
    "t.person = "
    "feed_link.person AND (t.to_date IS NULL OR t.to_date >= $2)) AND NOT EXISTS (SELECT 1 FROM post t WHERE t.region "
    "IN (SELECT "
    "id FROM region) AND t.person = feed_link.person AND (t.to_date IS NULL OR t.to_date >= $2))";

}  // namespace

std::vector<rulebook::DataKind> kept_data() {
  return {
      {"calendar-address", {"Addresses of calendars", "日历订阅地址"}, {"feed_link"}, {"left"}, "erase", false, true}};
}

std::int64_t erase_feed_links(db::Transaction& tx, RegionId region, Date left_before) {
  return tx.execute_counted("DELETE " + ended_links, {region, left_before});
}

std::int64_t count_feed_links(db::Reader& in, RegionId region, Date left_before) {
  return in.query("SELECT COUNT(*) " + ended_links, {region, left_before}).row(0).integer(0);
}

}  // namespace massline::channels
