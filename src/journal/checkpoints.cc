#include "journal/checkpoints.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/result.h"
#include "journal/merkle_table.h"

namespace massline::journal {

namespace {

constexpr std::int64_t entries_at_once = 5 * checkpoint_entries;

constexpr std::string_view checkpoint_columns = "region, number, size, at, root, signing_key, signature";

Checkpoint checkpoint_of(const db::Rows::Row& row) {
  return {row.id<RegionId>(0), row.integer(1), row.integer(2), row.instant(3),
          row.blob(4),         row.integer(5), row.blob(6)};
}

std::optional<Checkpoint> first_of(const db::Rows& rows) {
  return rows.empty() ? std::nullopt : std::optional(checkpoint_of(rows.row(0)));
}

std::string select_checkpoints(std::string_view rest) {
  return "SELECT " + std::string(checkpoint_columns) + " FROM checkpoint " + std::string(rest);
}

void insert_checkpoint(db::Transaction& tx, const Checkpoint& c) {
  tx.execute(
      "INSERT INTO checkpoint(region, number, size, at, root, signing_key, signature) VALUES($1, $2, $3, $4, $5, $6, "
      "$7)",
      {c.region, c.number, c.size, c.at, db::Blob{c.root}, c.key, db::Blob{c.signature}});
}

/// What one round adds to a region.
struct Round {
  NewNodes nodes;
  std::vector<Checkpoint> checkpoints;
  bool more = false;  // entries that have to wait for the next round
};

/// The size that the tree should have now: a multiple of a thousand, or all there is where an hour has passed.
std::int64_t due_size(const Checkpoint& last, std::int64_t head, Instant now) {
  const std::int64_t age = now.ms - last.at.ms;
  const bool of_time = last.number == 0 || age >= quiet_checkpoint_ms || (head > last.size && age >= checkpoint_ms);
  return std::max(last.size, of_time ? head : head / checkpoint_entries * checkpoint_entries);
}

Checkpoint signed_checkpoint(const Context& ctx, const Checkpoint& last, const MerkleTree& tree, std::int64_t key) {
  Checkpoint next{last.region,
                  last.number + 1,
                  static_cast<std::int64_t>(tree.size()),
                  std::max(ctx.clock.now(), last.at),
                  tree.root(),
                  key,
                  ""};
  const Statement unsigned_one = statement_of(next, ctx.rulebook.id, public_key_of(ctx.signing_seed));
  next.signature = signed_statement(unsigned_one.kind, unsigned_one.fields, ctx.signing_seed).signature;
  return next;
}

/// Reads what is new of one region and works out what to write; nothing where nothing is due.
std::optional<Round> prepare_round(Context& ctx, db::Reader& in, RegionId region, std::int64_t head, std::int64_t key) {
  Checkpoint last = newest_checkpoint(in, region).value_or(Checkpoint{region, 0, 0, {}, "", 0, ""});
  const std::int64_t due = due_size(last, head, ctx.clock.now());
  const bool quiet = last.number != 0 && ctx.clock.now().ms - last.at.ms >= quiet_checkpoint_ms;
  if (due == last.size && !quiet) return std::nullopt;
  const std::int64_t rounded = (last.size + entries_at_once) / checkpoint_entries * checkpoint_entries;
  const std::int64_t end = std::min(due, rounded);
  Round round{NewNodes(region), {}, end < due};
  MerkleTree tree(nodes_of(in, region), static_cast<std::uint64_t>(last.size), round.nodes.collector());
  const auto rows = in.query("SELECT hash FROM journal WHERE region = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
                             {region, last.size, end});
  if (rows.size() != static_cast<std::size_t>(end - last.size))
    throw Fault("the journal of region " + to_string(region) + " has a gap: run massline verify");
  const auto take = [&] {
    last = signed_checkpoint(ctx, last, tree, key);
    round.checkpoints.push_back(last);
  };
  for (const auto row : rows) {
    tree.add(leaf_hash(row.blob(0)));
    if (static_cast<std::int64_t>(tree.size()) % checkpoint_entries == 0) take();
  }
  if (round.checkpoints.empty() || last.size != end) take();
  return round;
}

struct ChainEnd {
  RegionId region;
  std::int64_t seq = 0;
};

/// Returns how many checkpoints the region got.
std::int64_t lengthen(Context& ctx, const ChainEnd& head, std::int64_t key) {
  std::int64_t made = 0;
  for (bool more = true; more;) {
    auto round = ctx.store.read([&](db::Reader& in) { return prepare_round(ctx, in, head.region, head.seq, key); });
    if (!round) return made;
    try {
      ctx.store.write([&](db::Transaction& tx) {
        round->nodes.insert(tx);
        for (const Checkpoint& checkpoint : round->checkpoints) insert_checkpoint(tx, checkpoint);
        return true;
      });
    } catch (const db::Error& error) {
      if (error.unique_violation()) return made;
      throw;
    }
    made += static_cast<std::int64_t>(round->checkpoints.size());
    more = round->more;
  }
  return made;
}

std::int64_t id_of_own_key(Context& ctx) {
  const std::string own = public_key_of(ctx.signing_seed);
  const auto keys = ctx.store.read([](db::Reader& in) { return published_keys(in); });
  for (const PublishedKey& key : keys)
    if (key.public_key == own) return key.id;
  return 0;
}

}  // namespace

std::string endorsement_text(std::string_view public_key) { return "massline key 1\nkey " + to_hex(public_key) + "\n"; }

std::vector<PublishedKey> published_keys(db::Reader& in) {
  std::vector<PublishedKey> keys;
  for (const auto row : in.query("SELECT id, public_key, from_at, endorsed FROM signing_key ORDER BY id"))
    keys.push_back({row.integer(0), row.blob(1), row.instant(2), row.is_null(3) ? std::string() : row.blob(3)});
  return keys;
}

void publish_key(Context& ctx, const std::string& endorsed) {
  const std::string own = public_key_of(ctx.signing_seed);
  ctx.store.write([&](db::Transaction& tx) {
    const auto keys = published_keys(tx);
    for (const PublishedKey& key : keys)
      if (key.public_key == own) return false;
    if (!keys.empty() && !is_signed(endorsement_text(own), endorsed, keys.back().public_key))
      throw Fault(
          "the key in signing.key was never published, and the one before it does not vouch for it. Put back the "
          "file that was made with this data folder");
    tx.execute("INSERT INTO signing_key(id, public_key, from_at, endorsed) VALUES($1, $2, $3, $4)",
               {static_cast<std::int64_t>(keys.size()) + 1, db::Blob{own}, ctx.clock.now(),
                keys.empty() ? db::Value() : db::Value(db::Blob{endorsed})});
    return true;
  });
}

Statement statement_of(const Checkpoint& c, std::string_view organisation, std::string_view public_key) {
  return {"checkpoint",
          {{"organisation", std::string(organisation)},
           {"region", to_string(c.region)},
           {"number", std::to_string(c.number)},
           {"size", std::to_string(c.size)},
           {"time", to_string(c.at)},
           {"root", to_hex(c.root)}},
          std::string(public_key),
          c.signature};
}

std::vector<Checkpoint> checkpoints(db::Reader& in, RegionId region, std::int64_t before_number, int limit) {
  const auto rows =
      before_number == 0
          ? in.query(select_checkpoints("WHERE region = $1 ORDER BY number DESC LIMIT $2"), {region, limit})
          : in.query(select_checkpoints("WHERE region = $1 AND number < $2 ORDER BY number DESC LIMIT $3"),
                     {region, before_number, limit});
  std::vector<Checkpoint> out;
  for (const auto row : rows) out.push_back(checkpoint_of(row));
  return out;
}

std::optional<Checkpoint> newest_checkpoint(db::Reader& in, RegionId region) {
  return first_of(in.query(select_checkpoints("WHERE region = $1 ORDER BY number DESC LIMIT 1"), {region}));
}

std::optional<Checkpoint> find_checkpoint(db::Reader& in, RegionId region, std::int64_t number) {
  return first_of(in.query(select_checkpoints("WHERE region = $1 AND number = $2"), {region, number}));
}

std::optional<Checkpoint> checkpoint_of_size(db::Reader& in, RegionId region, std::int64_t size) {
  return first_of(
      in.query(select_checkpoints("WHERE region = $1 AND size = $2 ORDER BY number DESC LIMIT 1"), {region, size}));
}

std::int64_t make_checkpoints(Context& ctx) {
  if (ctx.signing_seed.empty()) return 0;
  const std::int64_t key = id_of_own_key(ctx);
  if (key == 0) throw Fault("the key that signs checkpoints is not published");
  const auto heads = ctx.store.read([](db::Reader& in) {
    std::vector<ChainEnd> out;
    for (const auto row : in.query("SELECT region, seq FROM journal_head ORDER BY region"))
      out.push_back({row.id<RegionId>(0), row.integer(1)});
    return out;
  });
  std::int64_t made = 0;
  for (const ChainEnd& head : heads) made += lengthen(ctx, head, key);
  return made;
}

}  // namespace massline::journal
