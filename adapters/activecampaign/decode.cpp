#include "adapters/activecampaign/internal.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

// A flat multimap: scalar "list" stands beside "list[][id]", so nothing is nested (sheet, section 4).
class Form {
public:
    explicit Form(FormPairs pairs) : pairs_(std::move(pairs)) {}

    bool has(std::string_view key) const { return find(key) != nullptr; }
    std::string_view text(std::string_view key) const {
        const auto* found = find(key);
        return found == nullptr ? std::string_view() : std::string_view(*found);
    }
    // A key that is told twice, differently, tells nothing.
    bool contradicts(std::string_view key) const {
        const auto* found = find(key);
        return found != nullptr && std::ranges::any_of(pairs_, [&](const auto& p) {
                   return p.first == key && p.second != *found;
               });
    }
    const FormPairs& pairs() const { return pairs_; }

private:
    const std::string* find(std::string_view key) const {
        const auto it = std::ranges::find(pairs_, key, &FormPairs::value_type::first);
        return it == pairs_.end() ? nullptr : &it->second;
    }
    FormPairs pairs_{};
};

constexpr std::size_t kMostPairs = 2'000;

struct Word {
    std::string_view form{}, field{};
};
constexpr Word kContactWords[] = {
    {"contact[email]", "email"},
    {"contact[phone]", "phone"},
    {"contact[first_name]", "firstName"},
    {"contact[last_name]", "lastName"},
};
constexpr std::string_view kChanges[] = {
    "update", "subscribe", "unsubscribe", "sms_unsub", "contact_tag_added", "contact_tag_removed"};
// In the words that all tools are read in.
constexpr Word kEngagements[] = {
    {"open", "opened"},
    {"click", "clicked"},
    {"reply", "replied"},
    {"forward", "forwarded"},
    {"share", "shared"},
    {"bounce", "bounced"},
    {"sms_sent", "sms_sent"},
    {"sms_reply", "sms_replied"}};

bool among(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

// What a type of webhook tells that somebody did; empty: nothing.
std::string_view done_in(std::string_view type) {
    const auto* found = std::ranges::find(kEngagements, type, &Word::form);
    return found == std::end(kEngagements) ? std::string_view() : found->field;
}

// "contact[fields][lead_source]" -> "field/LEAD_SOURCE"; empty for any other key.
std::string custom_field(std::string_view key) {
    constexpr std::string_view kBefore = "contact[fields][";
    if (!key.starts_with(kBefore) || !key.ends_with("]") || key.size() <= kBefore.size() + 1) return {};
    std::string tag(key.substr(kBefore.size(), key.size() - kBefore.size() - 1));
    std::ranges::transform(tag, tag.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    });
    return std::string(kFieldPrefix) + tag;
}

Fields fields_of(const Form& form) {
    Fields out;
    for (const auto& [key, field] : kContactWords)
        if (form.has(key)) out[std::string(field)] = value_of(form.text(key));
    for (const auto& [key, value] : form.pairs())
        if (auto name = custom_field(key); !name.empty()) out.try_emplace(std::move(name), value_of(value));
    return out;
}

std::optional<When> when_of(const Form& form) {
    const auto when = parse_iso(form.text("date_time"));  // old deliveries name no zone: absent then
    return when ? std::optional(When{when->at, Precision::seconds}) : std::nullopt;
}

Origin origin_of(const Form& form) {
    const auto from = form.text("initiated_from");
    if (from == "api") return Origin::ourselves;  // or another program: a hint, no more
    if (from == "system") return Origin::automation;
    return from == "public" || from == "admin" ? Origin::person : Origin::unknown;
}

// A role ("admin", "subscriber"), no person. The delivery shows the whole contact, not only what that one
// did; and "api" may be we ourselves.
std::string last_by(const Form& form) {
    const auto by = form.text("initiated_by");
    return by == "api" || form.text("initiated_from") == "api" ? std::string() : std::string(by);
}

// ActiveCampaign does not say whether a form asks for confirmation; the admin lists those that do.
bool is_confirmed_form(std::string_view form, std::string_view listed) {
    while (!listed.empty()) {
        const auto end = std::min(listed.find_first_of(", "), listed.size());
        if (listed.substr(0, end) == form) return true;
        listed.remove_prefix(std::min(end + 1, listed.size()));
    }
    return false;
}

std::optional<ConsentProof> consent_of(
    std::string_view type, const Form& form, const Connection& connection
) {
    if (type != "subscribe" && type != "unsubscribe" && type != "sms_unsub") return std::nullopt;
    ConsentProof out{.scope = std::string(form.text("list")), .opted_in = type == "subscribe"};
    if (type == "sms_unsub") {
        out.channel = "sms";
        out.scope.clear();
    }
    const auto from = form.text("initiated_from"), source = form.text("form[id]");
    const bool by_form = !source.empty() && source != "0";
    out.kind = from.empty() ? "unknown" : std::string(from);
    if (out.opted_in && by_form && from == "public")
        out.kind =
            is_confirmed_form(source, connection.setting("double_opt_in_forms")) ? "confirmed" : "form";
    return out;
}

// Lists this person is still on after leaving one, as far as the delivery tells.
bool is_on_another_list(const Form& form) {
    return std::ranges::any_of(form.pairs(), [](const auto& pair) {
        return pair.first.starts_with("active_subscriptions[") && is_id(pair.second) && pair.second != "0";
    });
}

// "lists/all" is told only where the delivery settles it, for a read will tell it too: the two must not
// differ.
void add_lists(Change& change, std::string_view type, const Form& form) {
    const bool joined = type == "subscribe";
    if (!joined && type != "unsubscribe") return;
    const auto list = form.text("list");
    const bool named = is_id(list) && list != "0" && !form.contradicts("list");
    if (named) set_moved(change, std::string(kListPrefix).append(list), !joined);
    if ((joined && named) || (!joined && is_on_another_list(form)))
        change.fields[std::string(kAllLists)] = false;
    else
        change.completeness = Completeness::read_the_rest;
}

void add_tag(Change& change, std::string_view type, const Form& form) {
    const bool added = type == "contact_tag_added";
    if (!added && type != "contact_tag_removed") return;
    const auto tag = form.text("tag");  // from memory in the sheet: without it the tags must be read
    if (tag.empty() || form.contradicts("tag"))
        change.completeness = Completeness::read_the_rest;
    else
        set_moved(change, std::string(kTagPrefix).append(tag), added);
}

Change change_of(std::string_view type, const Form& form, const Connection& connection) {
    return {
        .kind = {"contact"},
        .id = {std::string(form.text("contact[id]"))},
        .occurred_at = when_of(form),
        .completeness = Completeness::shown,
        .origin = origin_of(form),
        .last_by = last_by(form),
        .fields = fields_of(form),
        .consent = consent_of(type, form, connection)};
}

Fault unknown_form(std::string what) {
    return {
        "activecampaign.not_a_webhook",
        std::move(what),
        "Check what sends to this address. " + std::string(kCompareThenDrop)};
}

Result<InboundEvent> news_of(const Form& form, const Connection& connection) {
    for (const char* key : {"type", "contact[id]", "contact[email]"})
        if (form.contradicts(key))
            return unknown_form("The form gives two different values for '" + std::string(key) + "'.");
    const auto type = form.text("type");
    const bool automation = !form.has("type") && form.has("seriesid");
    if (type.empty() && !automation)
        return unknown_form(
            "This form is neither a webhook nor the webhook step of an automation of ActiveCampaign."
        );
    const bool change = automation || among(type, kChanges), engagement = !done_in(type).empty();
    if (!change && !engagement) return InboundEvent{Handshake{std::string(type)}};
    if (!is_id(form.text("contact[id]")))
        return unknown_form("The form does not name its contact (contact[id]).");
    if (engagement)
        return InboundEvent{Engagement{
            .kind = {"contact"},
            .id = {std::string(form.text("contact[id]"))},
            .what = std::string(done_in(type)),
            .occurred_at = when_of(form),
            .link = std::string(form.text("link[url]")),
            .campaign = std::string(form.text("campaign[name]"))}};
    auto out = change_of(type, form, connection);
    add_lists(out, type, form);
    add_tag(out, type, form);
    if (automation) {
        // It carries no score, no time and no name of its event: what moved must be read (sheet, section 3).
        out.completeness = Completeness::read_the_rest;
        out.origin = Origin::automation;
    }
    return InboundEvent{std::move(out)};
}

// What can be read of a form, and what is wrong with the first of the rest.
Result<std::pair<FormPairs, std::optional<Fault>>> readable_pairs(std::string_view body) {
    std::pair<FormPairs, std::optional<Fault>> out;
    std::size_t seen = 0;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        auto pair = parse_form(body.substr(0, end), 1);
        body.remove_prefix(std::min(end + 1, body.size()));
        if (++seen > kMostPairs)
            return Fault{
                "form.too_many_fields",
                "The form holds more than 2,000 fields.",
                "Check what sends to this address. " + std::string(kCompareThenDrop)};
        if (pair)
            std::ranges::move(*pair, std::back_inserter(out.first));
        else if (!out.second)
            out.second = pair.error();
    }
    return out;
}

}  // namespace

Result<std::vector<InboundEvent>> decode(const Delivery& delivery, const Connection& connection) {
    const auto readable = readable_pairs(delivery.body);
    if (!readable) return readable.error();
    const auto& [pairs, broken] = *readable;
    auto news = news_of(Form(pairs), connection);
    if (!news) return broken ? *broken : news.error();
    // A value that is no text takes nothing from the rest of the form: what it was must be read.
    if (auto* change = std::get_if<Change>(&*news); change != nullptr && broken)
        change->completeness = Completeness::read_the_rest;
    return std::vector<InboundEvent>{std::move(*news)};
}

}  // namespace crosswalk::activecampaign
