#include "matters/raise_matter.h"

#include <algorithm>

#include "base/crypto.h"
#include "db/no_reader.h"
#include "matters/codes.h"
#include "matters/earlier.h"
#include "matters/matter_table.h"
#include "matters/raise_rows.h"
#include "matters/refusals.h"
#include "matters/texts.h"
#include "registry/bars.h"

namespace massline::matters {

namespace {

Json raised_json(const RaisedMatter& raised) {
  JsonArray clocks;
  for (const ClockPromise& clock : raised.clocks)
    clocks.emplace_back(JsonObject{{"name", clock.name},
                                   {"title", clock.title},
                                   {"due", clock.due.ms},
                                   {"day", day_number(clock.due_day)},
                                   {"because", clock.because}});
  return JsonObject{{"region", raised.region.value},
                    {"id", raised.id.value},
                    {"code", raised.code},
                    {"receipt", raised.receipt},
                    {"procedure", raised.procedure},
                    {"title", raised.procedure_title},
                    {"unit", raised.unit.id.value},
                    {"unit-name", raised.unit.name},
                    {"unit-kind", raised.unit.kind},
                    {"clocks", std::move(clocks)},
                    {"told", raised.told}};
}

RaisedMatter raised_of(const std::string& text) {
  const auto json = parse_json(text);
  check(json.has_value(), "an answer that was kept is JSON that this program wrote");
  const auto string = [](const Json& object, std::string_view key) {
    const Json* value = object.find(key);
    check(value != nullptr && value->string() != nullptr, "an answer that was kept has its texts");
    return *value->string();
  };
  const auto integer = [](const Json& object, std::string_view key) {
    const Json* value = object.find(key);
    check(value != nullptr && value->integer() != nullptr, "an answer that was kept has its numbers");
    return *value->integer();
  };
  RaisedMatter raised;
  raised.region = RegionId{integer(*json, "region")};
  raised.id = MatterId{integer(*json, "id")};
  raised.code = string(*json, "code");
  raised.receipt = string(*json, "receipt");
  raised.procedure = string(*json, "procedure");
  raised.procedure_title = string(*json, "title");
  raised.unit = {UnitId{integer(*json, "unit")}, string(*json, "unit-name"), string(*json, "unit-kind")};
  raised.told = string(*json, "told");
  for (const Json& clock : *json->find("clocks")->array())
    raised.clocks.push_back({string(clock, "name"), string(clock, "title"), Instant{integer(clock, "due")},
                             date_of_day_number(integer(clock, "day")), string(clock, "because")});
  return raised;
}

/// The region that a request's place gives; empty where the place is not known.
RegionId region_of(db::Reader& in, const RaiseRequest& request) {
  const auto place = request.place ? registry::find_unit(in, request.place) : registry::root_unit(in);
  return place ? place->region : RegionId{};
}

/// What the key of the request got before, if anything.
Result<std::optional<RaisedMatter>> raised_before(Context& ctx, db::Reader& in, const RaiseRequest& request) {
  if (!request.once) return std::optional<RaisedMatter>();
  auto answer = answer_given(ctx, in, region_of(in, request), *request.once);
  if (!answer) return tl::unexpected(answer.error());
  if (!*answer) return std::optional<RaisedMatter>();
  return std::optional(raised_of(**answer));
}

struct Ready {
  std::optional<RaisedMatter> before;
  PreparedRaisePtr prepared;
};

Result<Ready> get_ready(Context& ctx, const access::Viewer& viewer, const RaiseRequest& request,
                        PlaceMemo* memo = nullptr) {
  return ctx.store.read([&](db::Reader& in) -> Result<Ready> {
    auto before = raised_before(ctx, in, request);
    if (!before) return tl::unexpected(before.error());
    if (*before) return Ready{std::move(*before), nullptr};
    auto prepared = prepare_raise(ctx, in, viewer, request, memo);
    if (!prepared) return tl::unexpected(prepared.error());
    if (request.once) {
      PreparedRaise& rows = **prepared;
      rows.kept_answer = kept_answer(ctx, rows.result.region, *request.once, to_text(raised_json(rows.result)));
    }
    return Ready{std::nullopt, std::move(*prepared)};
  });
}

CheckedInputs inputs_of(Context& ctx, db::Reader& in, const RaiseFrame& frame, const RaiseRequest& request,
                        Problems& problems) {
  const std::vector<rulebook::Ask>& asks = frame.procedure->raise.asks;
  Earlier earlier = earlier_of(ctx, in, asks, request.inputs, problems);
  CheckedInputs inputs = check_inputs(in, asks, earlier.inputs, ctx.today(), frame.place.region, {}, problems);
  for (Party& party : earlier.parties) inputs.parties.push_back(std::move(party));
  return inputs;
}

/// Another request with the same key was faster: its answer is this one's.
Result<RaisedMatter> answer_of_the_first(Context& ctx, const RaiseRequest& request) {
  auto before = ctx.store.read([&](db::Reader& in) { return raised_before(ctx, in, request); });
  if (!before) return tl::unexpected(before.error());
  if (!*before) throw Fault("a repeated request was refused by the store, and its first answer is not there");
  return std::move(**before);
}

}  // namespace

void PreparedDeleter::operator()(PreparedRaise* prepared) const { delete prepared; }

const RaisedMatter& raised_by(const PreparedRaise& prepared) { return prepared.result; }

Result<PreparedRaisePtr> prepare_raise(Context& ctx, db::Reader& in, const access::Viewer& viewer,
                                       const RaiseRequest& request, PlaceMemo* memo, Texts texts) {
  auto by = entered_by(ctx, viewer, request);
  if (!by) return tl::unexpected(by.error());
  Problems problems;
  const Instant now = ctx.clock.now();
  const KnownPlaces known{memo, memo == nullptr ? PlaceMemo::Tree{} : memo->tree_of(in, now, ctx.zone.date_of(now))};
  const RaiseFrame frame = raise_frame(ctx, in, request, problems, known);
  if (frame.procedure == nullptr) return problems.take();
  NewMatter matter;
  matter.procedure = frame.procedure;
  matter.inputs = inputs_of(ctx, in, frame, request, problems);
  CheckedIdentity identity = check_identity(ctx, request, *frame.procedure, problems);
  if (!problems.empty()) return problems.take();
  matter.topic = frame.topic;
  matter.place = frame.place;
  matter.place_given = frame.place_given;
  matter.raised_at = frame.raised_at;
  matter.channel = request.channel;
  matter.language = parse_language(request.language).value_or(ctx.rulebook.default_language);
  Problems none;
  matter.address = checked_text(none, request.address, 500, "/address", {});
  matter.latitude = request.latitude;
  matter.longitude = request.longitude;
  const Contact& contact = identity.identity.contact;
  matter.has_contact = !contact.phone.empty() || !contact.email.empty() || !contact.address.empty();
  matter.identity = std::move(identity.identity);
  matter.anonymous = identity.anonymous;
  matter.group_size = identity.group_size;
  matter.confidential = request.confidential;
  matter.receipt = ctx.random.digits(16);
  matter.receipt_hash = hash_of_receipt(matter.receipt, ctx.vault.lookup_key());
  matter.by = *by;
  return make_rows(ctx, in, matter, {}, known, texts);
}

namespace {

void write_rest(Context& ctx, db::Transaction& tx, const RaiseRest& rest) {
  std::int64_t party_id = 0;
  for (const Party& party : rest.parties) insert_party(tx, rest.region, rest.matter, ++party_id, party);
  if (!rest.parties.empty()) registry::recompute_bars(tx, ctx.rulebook, rest.region, rest.matter, ctx.today());
  tx.index_text(rest.region, rest.matter.value, rest.words, db::Indexed::added);
}

}  // namespace

void apply_raise(Context& ctx, db::Transaction& tx, const PreparedRaise& one) {
  if (!one.kept_answer.empty()) keep_answer(tx, one.kept_answer);
  insert_rows(tx, one.rows);
  write_rest(ctx, tx, one.rest);
  journal::append(tx, one.act);
}

void PreparedRaisesDeleter::operator()(PreparedRaises* prepared) const { delete prepared; }

PreparedRaisesPtr put_together(std::vector<PreparedRaise*> prepared) {
  // Threads that prepare side by side take ids in turns.
  std::ranges::sort(prepared, {}, [](const PreparedRaise* one) { return one->rest.matter; });
  PreparedRaisesPtr all(new PreparedRaises);
  all->rests.reserve(prepared.size());
  all->acts.reserve(prepared.size());
  for (PreparedRaise* one : prepared) {
    all->rows.add(std::move(one->rows));
    all->rests.push_back(std::move(one->rest));
    all->acts.push_back(std::move(one->act));
  }
  return all;
}

void leave_out(PreparedRaises& prepared, const std::set<MatterId>& matters) {
  prepared.rows.leave_out(matters);
  std::erase_if(prepared.rests, [&](const RaiseRest& rest) { return matters.contains(rest.matter); });
  std::erase_if(prepared.acts, [&](const journal::Act& act) { return matters.contains(MatterId{act.subject}); });
}

void apply_raises(Context& ctx, db::Transaction& tx, const PreparedRaises& all) {
  bulk_insert_rows(tx, all.rows);
  for (const RaiseRest& rest : all.rests) write_rest(ctx, tx, rest);
  journal::append_all(tx, all.acts);
}

Result<RaisedMatter> raise_matter(Context& ctx, const access::Viewer& viewer, const RaiseRequest& request) {
  auto ready = get_ready(ctx, viewer, request);
  if (!ready) return tl::unexpected(ready.error());
  if (ready->before) return std::move(*ready->before);
  try {
    ctx.store.write([&](db::Transaction& tx) {
      apply_raise(ctx, tx, *ready->prepared);
      return true;
    });
  } catch (const db::Error& error) {
    if (!error.unique_violation() || !request.once) throw;
    return answer_of_the_first(ctx, request);
  }
  return std::move(ready->prepared->result);
}

namespace {

/// `repeatable`: the request, where it may have come before.
void hand_to_writer(Context& ctx, std::shared_ptr<PreparedRaise> prepared,
                    std::shared_ptr<const RaiseRequest> repeatable, RaiseDone done) {
  ctx.store.write_async(
      [&ctx, prepared](db::Transaction& tx) {
        apply_raise(ctx, tx, *prepared);
        return true;
      },
      [&ctx, prepared, repeatable = std::move(repeatable), done = std::move(done)](bool, std::exception_ptr error) {
        if (!error) return done(std::move(prepared->result), nullptr);
        try {
          std::rethrow_exception(error);
        } catch (const db::Error& fault) {
          if (!fault.unique_violation() || repeatable == nullptr) return done(RaisedMatter{}, error);
        } catch (...) {
          return done(RaisedMatter{}, error);
        }
        try {
          done(answer_of_the_first(ctx, *repeatable), nullptr);
        } catch (...) {
          done(RaisedMatter{}, std::current_exception());
        }
      });
}

}  // namespace

void raise_matter_async(Context& ctx, const access::Viewer& viewer, const RaiseRequest& request, RaiseDone done,
                        const RaiseReady& on_ready, PlaceMemo* memo) {
  auto ready = get_ready(ctx, viewer, request, memo);
  if (!ready) return done(tl::unexpected(ready.error()), nullptr);
  if (ready->before) return done(std::move(*ready->before), nullptr);
  if (on_ready) on_ready(ready->prepared->result);
  hand_to_writer(ctx, std::move(ready->prepared),
                 request.once ? std::make_shared<const RaiseRequest>(request) : nullptr, std::move(done));
}

bool raise_from_memory(Context& ctx, const RaiseRequest& request, RaiseDone done, const RaiseReady& on_ready,
                       PlaceMemo& memo) {
  if (request.once) return false;
  db::NoReader nothing;
  PreparedRaisePtr prepared;
  try {
    auto checked = prepare_raise(ctx, nothing, {}, request, &memo);
    if (!checked) {
      done(tl::unexpected(checked.error()), nullptr);
      return true;
    }
    prepared = std::move(*checked);
  } catch (const db::NoReader::Asked&) {
    return false;
  }
  if (on_ready) on_ready(prepared->result);
  hand_to_writer(ctx, std::move(prepared), nullptr, std::move(done));
  return true;
}

Result<RaisePreview> preview_raise(Context& ctx, db::Reader& in, const RaiseRequest& request) {
  Problems problems;
  const RaiseFrame frame = raise_frame(ctx, in, request, problems);
  if (!problems.empty()) return problems.take();
  NewMatter matter;
  matter.procedure = frame.procedure;
  matter.topic = frame.topic;
  matter.place = frame.place;
  matter.place_given = frame.place_given;
  matter.raised_at = frame.raised_at;
  matter.channel = request.channel;
  matter.language = parse_language(request.language).value_or(ctx.rulebook.default_language);
  // Half a form is no problem here: only what is right in it counts.
  Problems unfinished;
  matter.inputs = inputs_of(ctx, in, frame, request, unfinished);
  matter.anonymous = true;
  const auto rows = make_rows(ctx, in, matter);
  if (!rows) return tl::unexpected(rows.error());
  const RaisedMatter& result = (*rows)->result;
  return RaisePreview{result.procedure, result.procedure_title, result.unit, result.clocks,
                      (*rows)->went_higher ? system_text("went-higher", matter.language) : std::string()};
}

}  // namespace massline::matters
