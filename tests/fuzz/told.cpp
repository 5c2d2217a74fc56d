#include "tests/fuzz/told.h"

#include <algorithm>
#include <sstream>

namespace crosswalk::fuzz {
namespace {

constexpr std::int64_t kYear10000 = 253'402'300'800'000;

void write(std::ostream& out, const std::optional<When>& when) {
    if (when) out << when->at.time_since_epoch().count() << (when->precision == Precision::seconds ? "s" : "ms");
    out << '|';
}

void write(std::ostream& out, const Fields& fields) {
    for (const auto& [name, value] : fields) out << name << '=' << boost::json::serialize(value) << ';';
    out << '|';
}

void write(std::ostream& out, const Change& one) {
    out << "change " << one.kind.text << '|' << one.id.text << '|' << one.event_key << '|' << one.deleted
        << static_cast<int>(one.completeness) << static_cast<int>(one.origin) << '|' << one.who << '|' << one.last_by << '|';
    write(out, one.occurred_at);
    write(out, one.fields);
    for (const auto& [field, when] : one.field_times) {
        out << field << '@';
        write(out, std::optional(when));
    }
    for (const auto& [field, values] : one.aliases)
        for (const auto& value : values) out << field << '~' << value << ';';
    if (one.consent) out << one.consent->kind << one.consent->channel << one.consent->scope << one.consent->opted_in;
}

void write(std::ostream& out, const Merge& one) {
    out << "merge " << one.kind.text << '|' << one.winner.text << '|' << one.winner_kind.text << '|' << one.event_key << '|';
    for (const VendorId& loser : one.losers) out << loser.text << ';';
    write(out, one.occurred_at);
    write(out, one.fields);
}

void write(std::ostream& out, const Engagement& one) {
    out << "engagement " << one.kind.text << '|' << one.id.text << '|' << one.what << '|' << one.event_key << '|' << one.link
        << '|' << one.campaign << '|';
    write(out, one.occurred_at);
}

void write(std::ostream& out, const Decision& one) {
    out << "decision " << one.token << '|' << one.verb << '|' << one.reason << '|' << one.by << '|' << one.name << '|'
        << one.message << '|' << one.event_key;
}

void write(std::ostream& out, const NoticeReceipt& one) {
    out << "receipt " << one.message << '|' << text_of(one.outcome) << '|' << one.event_key;
}

void write(std::ostream& out, const Handshake& one) {
    out << "handshake " << one.what;
    if (one.confirm) out << one.confirm->method << one.confirm->host << one.confirm->path << one.confirm->body;
}

void write(std::ostream& out, const Unreadable& one) {
    out << "unreadable " << text_of(one.why) << '|' << one.kind.text << '|' << one.id.text;
}

void check_when(const std::optional<When>& when) {
    const auto at = when ? when->at.time_since_epoch().count() : 0;
    require(at >= 0 && at < kYear10000, "a time lies between 1970 and 9999", std::to_string(at));
}

void check_text(std::string_view text, std::string_view what) {
    require(is_utf8(text), std::string(what) + " is UTF-8", text);
}

void check_id(const VendorId& id, std::string_view what) {
    require(!id.text.empty(), std::string(what) + " has an id");
    check_text(id.text, "an id");
    require(id.text.find('\0') == std::string::npos && id.text.size() <= 1'000, "an id is a short text", id.text);
}

void check_kind(const Manifest& manifest, const VendorKind& kind) {
    require(manifest.plan(kind.text) != nullptr, "a record is of a kind the vendor has", kind.text);
}

void check_fields(const Fields& fields) {
    for (const auto& [name, value] : fields) {
        require(!name.empty(), "a field has a name");
        check_text(name, "a field's name");
        check_text(boost::json::serialize(value), "a value");
        require(parse_json(boost::json::serialize(value)).has_value(), "a value is JSON", boost::json::serialize(value));
    }
}

void check_event(const Manifest& manifest, const Change& one) {
    check_kind(manifest, one.kind);
    check_id(one.id, "a change");
    check_when(one.occurred_at);
    for (const auto& [field, when] : one.field_times) check_when(when);
    check_fields(one.fields);
    for (const auto text : {&one.event_key, &one.who, &one.last_by}) check_text(*text, "what a change says");
}
void check_event(const Manifest& manifest, const Merge& one) {
    check_kind(manifest, one.kind);
    check_id(one.winner, "the winner of a merge");
    require(!one.losers.empty(), "a merge has a loser");
    for (const VendorId& loser : one.losers) {
        check_id(loser, "the loser of a merge");
        require(loser != one.winner || !one.winner_kind.text.empty(), "nobody is merged into themselves", loser.text);
    }
    check_when(one.occurred_at);
    check_fields(one.fields);
}
void check_event(const Manifest& manifest, const Engagement& one) {
    check_kind(manifest, one.kind);
    check_id(one.id, "an engagement");
    require(!one.what.empty(), "an engagement has a name");
    check_when(one.occurred_at);
    for (const auto text : {&one.event_key, &one.link, &one.campaign}) check_text(*text, "what an engagement says");
}
void check_event(const Manifest&, const Decision& one) {
    require(one.token.size() == kTokenLength && one.token.find_first_not_of(kTokenAlphabet) == std::string::npos,
            "a decision names the token of a notice", one.token);
    require(!one.verb.empty(), "a decision says what");
    for (const auto text : {&one.reason, &one.by, &one.name, &one.message}) check_text(*text, "what a decision says");
}
void check_event(const Manifest&, const NoticeReceipt& one) { require(!one.message.empty(), "a receipt names its notice"); }
void check_event(const Manifest& manifest, const Handshake& one) {
    check_text(one.what, "a handshake");
    if (one.confirm) check(manifest, *one.confirm);
}
void check_event(const Manifest&, const Unreadable& one) {
    check(one.why);
    check_text(one.id.text, "an id");
}

}  // namespace

std::string text_of(const Fault& fault) { return fault.code + ": " + fault.what + " " + fault.remedy; }

std::string text_of(const InboundEvent& event) {
    std::ostringstream out;
    std::visit([&](const auto& one) { write(out, one); }, event);
    return out.str();
}

std::string text_of(const Outcome& one) {
    std::string out(to_string(one.verdict));
    for (const auto& text : {one.id ? one.id->text : "", one.vendor_code, one.vendor_says, one.advice, one.field,
                             std::to_string(one.wait ? one.wait->count() : -1)})
        out.append("|").append(text);
    return out;
}

std::string text_of(const Page& page) {
    std::ostringstream out;
    const auto all = [&](const auto& events) {
        for (const auto& one : events) write(out, one), out << '\n';
    };
    all(page.changes), all(page.merges), all(page.unreadable);
    for (const auto* ids : {&page.gone, &page.hidden})
        for (const VendorId& id : *ids) out << id.text << ';';
    out << page.next_cursor << page.more;
    return out.str();
}

std::string text_of(const WriteReport& report) {
    std::string out;
    for (const Outcome& one : report.outcomes()) out.append(text_of(one)).append("\n");
    return out;
}

std::string text_of(const ObjectSchema& schema) {
    std::string out(schema.whole ? "whole " : "part ");
    for (const FieldInfo& one : schema.fields) out.append(one.name).append(":").append(one.type).append(";");
    return out;
}

void check(const Fault& fault) {
    require(!fault.code.empty() && fault.what.size() > 10 && !fault.remedy.empty(), "a fault says what and what to do",
            text_of(fault));
    check_text(fault.what, "what a fault says");
}

void check(const Manifest& manifest, const InboundEvent& event) {
    std::visit([&](const auto& one) { check_event(manifest, one); }, event);
}

void check(const Manifest& manifest, const Page& page) {
    for (const Change& one : page.changes) check_event(manifest, one);
    for (const Merge& one : page.merges) check_event(manifest, one);
    for (const Unreadable& one : page.unreadable) check_event(manifest, one);
    for (const VendorId& id : page.gone) check_id(id, "who is gone");
    check_text(page.next_cursor, "a cursor");
}

void check(const Manifest& manifest, const HttpRequest& request) {
    require(request.path.starts_with("/") && !request.path.starts_with("//"), "a path begins with one slash", request.path);
    require(std::ranges::all_of(request.path, [](char c) { return c > ' ' && c < 0x7F; }), "a path is printable ASCII", request.path);
    require(request.host.empty() || std::ranges::count(manifest.hosts, request.host, &ApiHost::name) == 1,
            "a host is one of the vendor's", request.host);
    for (const auto& [name, value] : request.headers)
        require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "a header is one line", value);
}

}  // namespace crosswalk::fuzz
