#include "connector/run/inbound/event_codec.h"

#include "connector/contract/json_read.h"

namespace crosswalk {
namespace {

namespace json = boost::json;

json::value form(const When& when) {
    return {when.at.time_since_epoch().count(), when.precision == Precision::seconds ? "s" : "ms"};
}

std::optional<When> when_of(const json::value* value) {
    if (value == nullptr || !value->is_array() || value->as_array().size() != 2) return std::nullopt;
    const auto& pair = value->as_array();
    if (!pair[0].is_int64() || !pair[1].is_string()) return std::nullopt;
    return When{
        Millis{std::chrono::milliseconds{pair[0].get_int64()}},
        pair[1].get_string() == "s" ? Precision::seconds : Precision::milliseconds};
}

}  // namespace

std::vector<AskedChange> as_changes(std::span<const Merge> merges) {
    std::vector<AskedChange> out;
    for (const Merge& merge : merges)
        for (const VendorId& loser : merge.losers)
            out.push_back(
                {.change =
                     {.kind = merge.kind,
                      .id = loser,
                      .occurred_at = merge.occurred_at,
                      .fields = merge.fields},
                 .merged_into =
                     {{merge.winner_kind.text.empty() ? merge.kind : merge.winner_kind, merge.winner}}}
            );
    return out;
}

Merge as_merge(const AskedChange& asked) {
    return {
        .kind = asked.change.kind,
        .winner = asked.merged_into->second,
        .losers = {asked.change.id},
        .winner_kind = asked.merged_into->first,
        .fields = asked.change.fields,
        .occurred_at = asked.change.occurred_at};
}

std::string journal_form(std::span<const AskedChange> changes) {
    json::array out;
    for (const AskedChange& asked : changes) {
        const Change& change = asked.change;
        json::object row{{"kind", change.kind.text}, {"id", change.id.text}};
        if (asked.asked != 0) row["asked"] = asked.asked;
        if (asked.asked_on) row["on"] = asked.asked_on->time_since_epoch().count();
        if (asked.gone) row["gone"] = true;
        if (asked.hidden) row["hidden"] = true;
        if (const auto& bad = asked.unreadable)
            row["unreadable"] = {{"code", bad->code}, {"what", bad->what}, {"remedy", bad->remedy}};
        if (asked.merged_into)
            row["lives_on"] = {{"kind", asked.merged_into->first.text}, {"id", asked.merged_into->second.text}};
        if (change.deleted) row["deleted"] = true;
        if (change.completeness == Completeness::read_the_rest) row["rest"] = true;
        if (change.completeness == Completeness::changed_fields_only) row["some"] = true;
        if (change.completeness == Completeness::shown) row["shown"] = true;
        if (change.occurred_at) row["at"] = form(*change.occurred_at);
        if (!change.who.empty()) row["who"] = change.who;
        if (!change.last_by.empty()) row["last_by"] = change.last_by;
        if (!change.field_times.empty()) {
            json::object times;
            for (const auto& [field, when] : change.field_times) times[field] = form(when);
            row["times"] = std::move(times);
        }
        if (!change.aliases.empty()) {
            json::object aliases;
            for (const auto& [field, more] : change.aliases)
                aliases[field] = json::array(more.begin(), more.end());
            row["aliases"] = std::move(aliases);
        }
        row["fields"] = json::object(change.fields.begin(), change.fields.end());
        out.push_back(std::move(row));
    }
    return json::serialize(out);
}

Result<std::vector<AskedChange>> from_journal(std::string_view body) {
    const auto parsed = parse_json(body);
    if (!parsed) return parsed.error();
    if (!parsed->is_array())
        return Fault{
            "journal.not_a_page",
            "A journalled read is not a list of records.",
            "Replay the delivery that asked for it."};
    std::vector<AskedChange> out;
    for (const json::value& row : parsed->as_array()) {
        AskedChange asked;
        Change& change = asked.change;
        change.kind.text = text_at(row, "/kind");
        change.id.text = text_at(row, "/id");
        const auto flag = [&](std::string_view at) {
            const auto* value = value_at(row, at);
            return value != nullptr && value->is_bool() && value->get_bool();
        };
        if (const auto* seq = value_at(row, "/asked"); seq != nullptr && seq->is_int64())
            asked.asked = seq->get_int64();
        if (const auto* on = value_at(row, "/on"); on != nullptr && on->is_int64())
            asked.asked_on = Millis{std::chrono::milliseconds{on->get_int64()}};
        asked.gone = flag("/gone");
        asked.hidden = flag("/hidden");
        if (value_at(row, "/unreadable") != nullptr)
            asked.unreadable = Fault{
                std::string(text_at(row, "/unreadable/code")),
                std::string(text_at(row, "/unreadable/what")),
                std::string(text_at(row, "/unreadable/remedy"))};
        if (value_at(row, "/lives_on") != nullptr)
            asked.merged_into = {
                {std::string(text_at(row, "/lives_on/kind"))}, {std::string(text_at(row, "/lives_on/id"))}};
        change.deleted = flag("/deleted");
        if (flag("/rest")) change.completeness = Completeness::read_the_rest;
        if (flag("/some")) change.completeness = Completeness::changed_fields_only;
        if (flag("/shown")) change.completeness = Completeness::shown;
        change.occurred_at = when_of(value_at(row, "/at"));
        change.who = text_at(row, "/who");
        change.last_by = text_at(row, "/last_by");
        if (const auto* times = value_at(row, "/times"); times != nullptr && times->is_object())
            for (const auto& [field, when] : times->get_object())
                if (const auto read = when_of(&when)) change.field_times.emplace(field, *read);
        if (const auto* aliases = value_at(row, "/aliases"); aliases != nullptr && aliases->is_object())
            for (const auto& [field, more] : aliases->get_object()) {
                auto& list = change.aliases[field];
                for (const json::value& text : items_at(more, "")) list.emplace_back(scalar_at(text, ""));
            }
        if (const auto* fields = value_at(row, "/fields"); fields != nullptr && fields->is_object())
            for (const auto& [field, value] : fields->get_object()) change.fields.emplace(field, value);
        out.push_back(std::move(asked));
    }
    return out;
}

}  // namespace crosswalk
