#include "connector/run/inbound/erasure.h"

#include "connector/contract/json_read.h"
#include "connector/mapping/model/normalizers.h"
#include "connector/mapping/model/translate.h"
#include "connector/run/jobs/reconciliation.h"
#include "connector/run/inbound/erased_record.h"
#include "connector/run/inbound/identity.h"
#include "connector/run/inbound/unclaimed_consent.h"

#include <algorithm>
#include <charconv>

namespace crosswalk {
namespace {

constexpr std::size_t kShortestAddress = 6, kLongestAddress = 254;
constexpr std::size_t kEventsAtOnce = 256, kMostRows = 10'000, kMostParked = 100'000;

using Addresses = std::set<std::string>;

bool is_key(const Mapping& mapping, std::string_view field) {
    return std::ranges::any_of(mapping.connections, [&](const ConnectionPlan& plan) {
        return std::ranges::find(plan.match_by, field) != plan.match_by.end();
    });
}

void add(Addresses& to, std::string_view text) {
    if (text.size() >= kShortestAddress && text.size() <= kLongestAddress) to.emplace(text);
}

void add(Addresses& to, const std::optional<boost::json::value>& raw) {
    if (raw && raw->is_string()) add(to, std::string_view(raw->get_string()));
}

void add(Addresses& to, const FieldMemory& memory) {
    add(to, memory.known);
    add(to, memory.pending);
    add(to, memory.restore);
    if (memory.heard) add(to, std::optional(memory.heard->raw));
    if (memory.written) add(to, memory.written->replaced);
}

// How the person was called, in every spelling that any tool used, now and earlier.
Result<Addresses> addresses_of(
    Transaction& tx, const Mapping& mapping, const Lead& lead, std::span<const RecordState> records
) {
    Addresses out;
    for (const FieldPlan& field : mapping.fields) {
        if (!is_key(mapping, field.name)) continue;
        for (const std::string& key : keys_in(lead, field.name)) {
            add(out, key);
            for (const std::string& spelling : spellings(field, key)) add(out, spelling);
        }
        if (lead.value(field.name)) add(out, *lead.value(field.name));
        for (const RecordState& record : records)
            if (const Binding* binding = field.binding(record.key.connection, record.key.kind.text))
                if (const auto it = record.fields.find(binding->vendor_field); it != record.fields.end())
                    add(out, it->second);
        const auto rows = tx.history.of(lead.id, field.name, kMostRows);
        if (!rows) return rows.error();
        for (const HistoryRow& row : *rows)
            for (const Value* value : {&row.before, &row.after})
                if (*value) add(out, **value);
    }
    return out;
}

std::optional<std::uint32_t> number_in(std::string_view digits, int base) {
    std::uint32_t out = 0;
    const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), out, base);
    const bool whole = bad == std::errc{} && !digits.empty() && end == digits.data() + digits.size();
    return whole ? std::optional(out) : std::nullopt;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(bits); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) return byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F));
    if (code < 0x10000) return byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
    byte(0xF0 | (code >> 18 & 0x07)), byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F));
}

// How long the escape is with which the text begins, that forms ("%C3"), JSON ("\\u00f6") or XML ("&#246;") write; 0:
// none. What it means is appended.
std::size_t take_escape(std::string_view text, std::string& out) {
    if (text.starts_with('%') && text.size() >= 3)
        if (const auto byte = number_in(text.substr(1, 2), 16)) return out += static_cast<char>(*byte), 3;
    if (text.starts_with("\\u") && text.size() >= 6)
        if (const auto unit = number_in(text.substr(2, 4), 16)) {
            const bool pair = (*unit & 0xFC00) == 0xD800 && text.size() >= 12 && text.substr(6, 2) == "\\u";
            const auto low = pair ? number_in(text.substr(8, 4), 16) : std::nullopt;
            append_utf8(out, low ? 0x10000 + ((*unit & 0x3FF) << 10) + (*low & 0x3FF) : *unit);
            return low ? 12 : 6;
        }
    const auto end = text.starts_with("&#") ? text.substr(0, 10).find(';') : std::string_view::npos;
    if (end == std::string_view::npos) return 0;
    const bool hex = text[2] == 'x' || text[2] == 'X';
    const auto code = number_in(text.substr(hex ? 3 : 2, end - (hex ? 3 : 2)), hex ? 16 : 10);
    if (!code) return 0;
    append_utf8(out, *code);
    return end + 1;
}

// As addresses are compared, with every escape written out.
std::string plain(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t escape = take_escape(text.substr(i), out);
        if (escape == 0) out += text[i];
        i += std::max<std::size_t>(escape, 1);
    }
    if (auto alike = forms::folded(out)) return std::move(*alike);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

bool names(const Event& event, const std::vector<std::string>& plain_addresses) {
    for (const std::string& part : {event.delivery.body, event.delivery.target, event.memo}) {
        const std::string text = plain(part);
        for (const std::string& address : plain_addresses)
            if (text.find(address) != std::string::npos) return true;
    }
    return false;
}

// What waits for a person because of a delivery that says nothing any more cannot be mended; what waits for
// another lead stays, so that it is seen.
Result<void> drop_parked(Transaction& tx, const std::set<Seq>& emptied) {
    const auto all = tx.parked.list(kMostParked);
    if (!all) return all.error();
    for (const Parked& item : *all) {
        if (!item.lead.text.empty() || !emptied.contains(item.event)) continue;
        if (const auto taken = tx.parked.take(item.id); !taken) return taken.error();
        if (item.what != Parked::What::change) continue;
        tx.books.add(item.connection, Book::changes, books::kParked, -1);
        tx.books.add(item.connection, Book::changes, books::kIrrelevant, 1);
    }
    return {};
}

Result<void> empty_deliveries(EngineContext& context, const std::vector<std::string>& plain_addresses) {
    for (Seq mark = 0;;) {
        std::set<Seq> found;
        bool more = false;
        const auto read = context.store.read([&](Transaction& tx) -> Result<void> {
            const auto applied = tx.settings.get(kAppliedMark);
            if (!applied) return applied.error();
            const Seq last = *applied ? std::stoll(**applied) : Seq{0};
            const auto events = tx.journal.after(mark, kEventsAtOnce);
            if (!events) return events.error();
            for (const Event& event : *events) {
                if (event.seq > last) return {};
                mark = event.seq;
                more = true;
                if (names(event, plain_addresses)) found.insert(event.seq);
            }
            return {};
        });
        if (!read || !more) return read;
        if (found.empty()) continue;
        const auto emptied = run_one(context.store, [&](Transaction& tx) -> Result<void> {
            for (const Seq seq : found)
                if (const auto done = tx.journal.empty(seq); !done) return done;
            return drop_parked(tx, found);
        });
        if (!emptied) return emptied;
    }
}

Result<void> finish_one(EngineContext& context, const std::string& name, const Addresses& addresses) {
    std::vector<std::string> plain_addresses;
    for (const std::string& address : addresses) plain_addresses.push_back(plain(address));
    if (const auto emptied = empty_deliveries(context, plain_addresses); !emptied) return emptied;
    return run_one(context.store, [&](Transaction& tx) -> Result<void> {
        for (const std::string& address : addresses)
            if (const auto done = tx.identities.blot_out(address); !done) return done;
        return tx.settings.drop(name);
    });
}

}  // namespace

Result<void> erase_lead(Transaction& tx, const Mapping& mapping, const LeadId& id, Millis now) {
    const auto lead = tx.leads.load(id);
    if (!lead) return lead.error();
    if (!*lead)
        return Fault{
            "lead.unknown", "There is no such lead.", "Look it up with `crosswalk lead show EMAIL`."};
    for (const FieldPlan& field : mapping.fields) {
        if (!field.consent || (*lead)->value(field.name) != std::string(kClosed)) continue;
        for (const std::string& address : all_keys(**lead))
            if (const auto kept = tx.identities.remember(address, field.name, now); !kept) return kept;
    }
    const auto records = tx.leads.records_of((*lead)->id);
    if (!records) return records.error();
    const auto keys = all_keys(**lead);
    for (const RecordState& record : *records) {
        if (const auto forgotten = forget_unclaimed_consent(tx, record.key); !forgotten) return forgotten;
        if (const auto noted = note_erased_record(tx, record.key, keys, now); !noted) return noted;
    }
    const auto addresses = addresses_of(tx, mapping, **lead, *records);
    if (!addresses) return addresses.error();
    const boost::json::array list(addresses->begin(), addresses->end());
    if (const auto noted =
            tx.settings.put(std::string(kErasingPrefix) + (*lead)->id.text, boost::json::serialize(list));
        !noted)
        return noted;
    if (const auto forgotten = forget_drift(tx, (*lead)->id); !forgotten) return forgotten;
    return tx.identities.erase((*lead)->id);
}

void finish_erasures(EngineContext& context) {
    std::vector<std::pair<std::string, std::string>> open;
    (void)context.store.read([&](Transaction& tx) -> Result<void> {
        auto all = tx.settings.starting_with(kErasingPrefix);
        if (all) open = std::move(*all);
        return {};
    });
    for (const auto& [name, list] : open) {
        Addresses addresses;
        const auto read = parse_json(list);
        if (read && read->is_array())
            for (const auto& address : read->get_array()) add(addresses, std::optional(address));
        if (const auto done = finish_one(context, name, addresses); !done)
            context.log.write(
                Level::warn,
                "Deliveries that name an erased person are not all emptied yet; it is tried again.",
                {{"code", done.error().code}, {"what", done.error().what}}
            );
    }
}

}  // namespace crosswalk
