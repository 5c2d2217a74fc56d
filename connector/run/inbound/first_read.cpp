#include "connector/run/inbound/first_read.h"

#include "connector/run/inbound/identity.h"
#include "connector/run/inbound/opt_out.h"
#include "connector/run/inbound/unclaimed_consent.h"
#include "connector/run/vendor/enrich.h"
#include "connector/run/vendor/filter_changes.h"

#include <algorithm>
#include <sstream>

namespace crosswalk {
namespace {

constexpr std::string_view kFirstReadMark = "first_read/";
constexpr std::size_t kMostRemembered = 16;  // deliveries about one record; the newest
constexpr std::size_t kMostUnread = 200;     // records that are asked whose opt-out theirs is

std::string mark_of(const RecordKey& key) {
    return std::string(kFirstReadMark) + key.connection + "/" + key.kind.text + "/" + key.id.text;
}

std::vector<Seq> numbers_in(const std::string& text) {
    std::vector<Seq> out;
    std::istringstream in(text);
    for (Seq one = 0; in >> one;) out.push_back(one);
    return out;
}

Result<void> remember(Transaction& tx, const RecordKey& key, Seq event) {
    const auto before = tx.settings.get(mark_of(key));
    if (!before) return before.error();
    std::vector<Seq> all = numbers_in(before->value_or(""));
    if (std::ranges::find(all, event) == all.end()) all.push_back(event);
    if (all.size() > kMostRemembered) all.erase(all.begin());
    std::string text;
    for (const Seq one : all) text += (text.empty() ? "" : " ") + std::to_string(one);
    return tx.settings.put(mark_of(key), text);
}

// The leads that a change names, or of which it may be one.
Result<std::vector<LeadId>> leads_it_fits(
    Transaction& tx, const Mapping& mapping, const ConnectionPlan& plan, const Change& change
) {
    const auto identity = identify(tx, mapping, plan, change);
    if (!identity) return identity.error();
    std::vector<LeadId> leads = identity->among;
    if (identity->how == Identity::How::known) leads.push_back(identity->lead);
    return leads;
}

// What the remembered deliveries say of this record, newest first.
using ToldBefore = std::vector<std::pair<Seq, Change>>;
Result<ToldBefore> earlier_news(Transaction& tx, const EngineContext& context, const RecordKey& key) {
    ToldBefore out;
    const auto remembered = tx.settings.get(mark_of(key));
    if (!remembered) return remembered.error();
    if (!*remembered) return out;
    const std::vector<Seq> numbers = numbers_in(**remembered);
    for (auto seq = numbers.rbegin(); seq != numbers.rend(); ++seq) {
        auto event = tx.journal.load(*seq);
        if (!event) return event.error();
        if (!*event) continue;
        const Decoded decoded = decode(context, std::move(**event));
        const auto add = [&](const Change& change) {
            if (change.kind == key.kind && change.id == key.id) out.emplace_back(decoded.event.seq, change);
        };
        for (const InboundEvent& news : decoded.news)
            if (const auto* change = std::get_if<Change>(&news)) add(*change);
        for (const AskedChange& asked : decoded.read) add(asked.change);
    }
    return out;
}

// The same, which are forgotten with that.
Result<ToldBefore> take_earlier_news(Transaction& tx, const EngineContext& context, const RecordKey& key) {
    auto news = earlier_news(tx, context, key);
    if (!news) return news.error();
    if (const auto dropped = tx.settings.drop(mark_of(key)); !dropped) return dropped.error();
    return news;
}

// The leads that the change fits, or else those that an earlier delivery about its record named.
Result<std::vector<LeadId>> leads_so_far(
    Transaction& tx, const EngineContext& context, const Mapping& mapping, const ConnectionPlan& plan, const Change& change
) {
    auto leads = leads_it_fits(tx, mapping, plan, change);
    if (!leads || !leads->empty()) return leads;
    const auto news = earlier_news(tx, context, {plan.name, change.kind, change.id});
    if (!news) return news.error();
    for (const auto& [seq, told] : *news)
        if (leads = leads_it_fits(tx, mapping, plan, told); !leads || !leads->empty()) return leads;
    return leads;
}

void take_along(const Mapping& mapping, const RecordKey& key, const Change& news, Change& whole) {
    for (const auto& [field, value] : news.fields) {
        const auto there = whole.fields.try_emplace(field, value).first;
        if (!means_the_same(mapping, key, field, there->second, value)) continue;
        if (const auto when = told_at(news, field); when && is_dated_itself(news, field))
            whole.field_times.try_emplace(field, *when);
    }
    if (!whole.occurred_at) whole.occurred_at = news.occurred_at;
    if (whole.who.empty()) whole.who = news.who;
    if (whole.last_by.empty()) whole.last_by = news.last_by;
}

// A record that is gone before anybody could tell whose it was: its opt-out counts for who has an address that it
// named, now or later.
Result<void> leave_opt_outs(const ApplyContext& unit, const RecordKey& key, const ToldBefore& told) {
    const ConnectionPlan* plan = unit.mapping.connection(key.connection);
    const auto closed = unclaimed_opt_outs(unit.tx, key);
    if (!closed) return closed.error();
    if (plan == nullptr || closed->empty()) return {};
    for (const auto& [seq, change] : told) {
        const auto leads = leads_it_fits(unit.tx, unit.mapping, *plan, change);
        if (!leads) return leads.error();
        for (const LeadId& lead : *leads)
            if (const auto heard = apply_opt_outs(unit, change, lead); !heard) return heard;
        for (const std::string& field : plan->match_by)
            for (const std::string& address : keys_in(unit.mapping, field, plan->name, change))
                for (const auto& [consent, state] : *closed)
                    if (const auto kept =
                            unit.tx.identities.remember(address, consent, unit.event.delivery.received_at);
                        !kept)
                        return kept;
    }
    return {};
}

}  // namespace

bool is_in_part(const EngineContext& context, const Mapping& mapping, const Event& event, const Change& change) {
    const RecordKey key{event.connection, change.kind, change.id};
    const bool answers = event.kind != EventKind::webhook;
    const bool is_row =
        change.completeness == Completeness::changed_fields_only || change.completeness == Completeness::shown;
    if (answers && is_row) return false;
    const auto wanted = mapping.vendor_fields(key.connection, key.kind.text);
    const bool tells_all =
        std::ranges::all_of(wanted, [&](const std::string& field) { return change.fields.contains(field); });
    return change.completeness != Completeness::whole && !tells_all && can_be_read(context, key);
}

bool can_be_read(const EngineContext& context, const RecordKey& key) {
    const ConnectionRuntime* account = context.account(key.connection);
    if (account == nullptr || !account->setup.adapter->reads()) return false;
    const ObjectPlan* plan = account->manifest().plan(key.kind.text);
    return plan != nullptr && reads_by(*plan, Reading::by_ids);
}

Result<bool> is_old_news(const ApplyContext& unit, const RecordKey& key) {
    if (unit.event.kind == EventKind::webhook) return false;
    if (unit.event.memo == kBackfilled) return true;
    const auto through = unit.tx.settings.get(read_through_name(key.connection, key.kind));
    if (!through) return through.error();
    const bool by_poll = unit.event.kind == EventKind::poll;
    const bool since = *through && (by_poll ? unit.event.seq : unit.event.parent) > std::stoll(**through);
    if (by_poll) return !since;
    const auto asked = unit.tx.journal.load(unit.event.parent);  // what a read completes may be of that reading
    if (!asked) return asked.error();
    if (*asked && (*asked)->memo == kBackfilled) return true;
    return !since && *asked && (*asked)->kind == EventKind::poll;
}

std::string read_through_name(const std::string& connection, const VendorKind& kind) {
    return "read_through/" + connection + "/" + kind.text;
}

Result<std::string_view> read_first(const ApplyContext& unit, const Change& change) {
    const RecordKey key{unit.event.connection, change.kind, change.id};
    const auto leads = leads_so_far(
        unit.tx, unit.engine, unit.mapping, *unit.mapping.connection(unit.event.connection), change
    );
    if (!leads) return leads.error();
    for (const LeadId& lead : *leads)
        if (const auto heard = apply_opt_outs(unit, change, lead); !heard) return heard.error();
    if (const auto kept = keep_unclaimed_consent(unit.tx, unit.mapping, unit.event, change); !kept)
        return kept.error();
    if (!change.fields.empty())
        if (const auto kept = remember(unit.tx, key, unit.event.seq); !kept) return kept.error();
    const auto wanted = enqueue(
        unit.tx,
        unit.engine,
        {.key = key, .parent = unit.event.seq, .changes = 1, .fields = left_open(unit.mapping, key, change)},
        unit.event.delivery.received_at
    );
    if (!wanted) return wanted.error();
    return books::kWaiting;
}

Result<std::vector<Seq>> complete_first_read(const ApplyContext& unit, AskedChange& asked) {
    std::vector<Seq> spoke;
    if (unit.event.kind != EventKind::read) return spoke;
    const RecordKey key{unit.event.connection, asked.change.kind, asked.change.id};
    const bool gone = asked.gone || asked.hidden;
    // Of a record that is gone they are kept as long as the journal keeps them: its opt-out may come last of all.
    const auto news =
        gone ? earlier_news(unit.tx, unit.engine, key) : take_earlier_news(unit.tx, unit.engine, key);
    if (!news) return news.error();
    const auto record = unit.tx.leads.record(key);
    if (!record) return record.error();
    const bool unknown = !*record || (*record)->match_status == MatchStatus::candidate;
    const bool there = !gone && !asked.merged_into;
    const bool unread = unknown || (*record)->needs_reread;  // a merge may have made it known before it was read
    for (const auto& [seq, change] : *news) {
        spoke.push_back(seq);
        if (unread && there) take_along(unit.mapping, key, change, asked.change);
    }
    if (unknown && there) asked.change.completeness = Completeness::whole;
    if (unknown && gone)
        if (const auto left = leave_opt_outs(unit, key, *news); !left) return left.error();
    return spoke;
}

Result<void> end_first_read(const ApplyContext& unit, const RecordKey& key) {
    const auto news = earlier_news(unit.tx, unit.engine, key);
    if (!news) return news.error();
    return leave_opt_outs(unit, key, *news);
}

Result<void> claim_unread_opt_outs(
    Transaction& tx,
    const EngineContext& context,
    const Mapping& mapping,
    const std::pair<std::string, const Change&>& named,
    IngestResult& heard
) {
    const auto unread = records_with_unclaimed_opt_outs(tx, kMostUnread);
    if (!unread) return unread.error();
    for (const RecordKey& key : *unread) {
        const ConnectionPlan* plan = mapping.connection(key.connection);
        const auto told = earlier_news(tx, context, key);
        if (!told) return told.error();
        const auto is_theirs = [&](const std::string& field) {
            const auto own = keys_in(mapping, field, named.first, named.second);
            return std::ranges::any_of(*told, [&](const auto& one) {
                const auto keys = keys_in(mapping, field, key.connection, one.second);
                return std::ranges::find_first_of(keys, own) != keys.end();
            });
        };
        if (plan == nullptr || std::ranges::none_of(plan->match_by, is_theirs)) continue;
        if (const auto claimed = claim_consent(tx, mapping, key, heard); !claimed) return claimed.error();
    }
    return {};
}

Result<void> link_earlier_news(Transaction& tx, const RecordKey& key, std::span<const Seq> spoke) {
    if (spoke.empty()) return {};
    const auto record = tx.leads.record(key);
    if (!record) return record.error();
    if (!*record) return {};
    for (const Seq seq : spoke)
        if (const auto noted = tx.journal.link_lead(seq, (*record)->lead); !noted) return noted;
    return {};
}

Result<void> forget_first_reads(Transaction& tx) {
    const auto all = tx.settings.starting_with(kFirstReadMark);
    if (!all) return all.error();
    for (const auto& [name, text] : *all) {
        const auto numbers = numbers_in(text);
        const auto newest =
            numbers.empty() ? Result<std::optional<Event>>(std::nullopt) : tx.journal.load(numbers.back());
        if (!newest) return newest.error();
        if (*newest) continue;
        if (const auto dropped = tx.settings.drop(name); !dropped) return dropped;
    }
    return {};
}

}  // namespace crosswalk
