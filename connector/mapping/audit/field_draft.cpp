// A fields.yaml for what several tools hold under names that are alike, and nothing carries yet.
#include "connector/mapping/audit/field_audit.h"
#include "connector/mapping/audit/field_names.h"

#include <algorithm>

namespace crosswalk {
namespace {

using Places = std::vector<std::size_t>;  // of fields among those that were found

// A text that YAML reads back as it is.
std::string in_yaml(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string joined(std::span<const std::string> words) {
    std::string out;
    for (const auto& word : words) {
        if (static_cast<unsigned char>(word.front()) >= 0x80) continue;
        out.append(out.empty() ? "" : "_").append(word);
    }
    return out;
}

// Small letters, digits and _, starting with a letter; not one of `taken`.
std::string free_name(std::string_view like, std::string_view fallback, audit::Words& taken) {
    std::string name;
    for (const char c : joined(audit::words_in(like)))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') name += c;
    if (name.empty() || name.front() < 'a') name = std::string(fallback).append(name);
    std::string out = name;
    for (int n = 2; taken.contains(out); ++n) out = std::string(name).append("_").append(std::to_string(n));
    taken.insert(out);
    return out;
}

// A field and its twins of other tools, one a tool, that share its shape.
Places group_of(std::size_t first, std::span<const AuditedField> all, std::span<const FieldReport> reports, const std::set<std::size_t>& used) {
    Places out{first};
    for (const FieldTwin& twin : reports[first].twins) {
        const bool free = reports[twin.field].mapped.empty() && !all[twin.field].own_id && !used.contains(twin.field) && !twin.in_one_tool &&
                          reports[twin.field].verdict == FieldVerdict::keep;
        const bool new_tool = std::ranges::none_of(
            out, [&](std::size_t at) { return all[at].connection == all[twin.field].connection; }
        );
        if (free && new_tool && all[twin.field].info.shape == all[first].info.shape) out.push_back(twin.field);
    }
    return out;
}

std::string_view type_of(const FieldInfo& info, bool listed) {
    switch (info.shape) {
        case FieldShape::number:
            return info.scale == 0 ? "integer" : "decimal";
        case FieldShape::boolean:
            return "boolean";
        case FieldShape::date:
            return "date";
        case FieldShape::datetime:
            return "datetime";
        case FieldShape::choices:
            return "choices";
        case FieldShape::choice:
            return listed ? "choice" : "text";
        default:
            return "text";
    }
}

// How a field of a tool stands under `both_ways`, where it may belong to one of several kinds.
std::string place_of(const AuditedField& field, const Mapping& mapping) {
    const auto& kinds = mapping.connection(field.connection)->kinds;
    if (kinds.size() == 1) return in_yaml(field.info.name);
    for (const auto& [word, kind] : kinds)
        if (kind.text == field.kind)
            return std::string("{ ").append(word).append(": ").append(in_yaml(field.info.name)).append(" }");
    return in_yaml(field.info.name);
}

std::string values_of(const Places& group, std::span<const AuditedField> all) {
    std::string out = "    values:\n";
    audit::Words done, names;
    for (const std::size_t at : group)
        for (const auto& word : all[at].listed()) {
            if (!done.insert(audit::folded(word)).second) continue;
            out.append("      ").append(free_name(word, "value_", names)).append(":\n");
            for (const std::size_t other : group) {
                const auto words = all[other].listed();
                const auto same = std::ranges::find_if(
                    words, [&](const auto& one) { return audit::folded(one) == audit::folded(word); }
                );
                out.append("        ").append(all[other].connection).append(": ");
                out.append(same == words.end() ? "not shown" : in_yaml(*same)).append("\n");
            }
        }
    return out;
}

std::string places(std::string_view key, const Places& group, std::span<const AuditedField> all, const Mapping& mapping) {
    if (group.empty()) return {};
    std::string out = std::string("    ").append(key).append(":\n");
    for (const std::size_t at : group)
        out.append("      ").append(all[at].connection).append(": ").append(place_of(all[at], mapping)).append("\n");
    return out;
}

std::string field_text(const Places& group, std::span<const AuditedField> all, const Mapping& mapping, audit::Words& taken) {
    const AuditedField& first = all[group.front()];
    const bool listed = std::ranges::all_of(group, [&](std::size_t at) { return !all[at].listed().empty(); });
    const auto type = type_of(first.info, listed);
    std::string out = std::string("  ").append(free_name(first.info.name, "field_", taken)).append(":\n");
    out.append("    label: ").append(in_yaml(first.info.label.empty() ? first.info.name : first.info.label)).append("\n");
    out.append("    type: ").append(type).append("\n");
    // Sales' word first: it knows the person.
    const auto side = [&](std::size_t at) { return mapping.connection(all[at].connection)->side; };
    const auto ruling = std::ranges::find(group, Side::sales, side);
    out.append("    rule: prefer ").append(all[ruling == group.end() ? group.front() : *ruling].connection).append(" unless blank\n");
    Places both, only_read;
    for (const std::size_t at : group) (all[at].info.writable ? both : only_read).push_back(at);
    out.append(places("both_ways", both, all, mapping)).append(places("read_from", only_read, all, mapping));
    return type == "choice" ? out.append(values_of(group, all)) : out;
}

std::string connections_text(const Mapping& mapping) {
    std::string order, out = "connections:\n";
    for (const auto& name : mapping.order) order.append(order.empty() ? "" : ", ").append(name);
    for (const ConnectionPlan& one : mapping.connections) {
        out.append("  ").append(one.name).append(":\n    side: ").append(one.side == Side::sales ? "sales" : "marketing");
        out.append("\n    kinds: { ");
        for (std::size_t i = 0; i < one.kinds.size(); ++i)
            out.append(i == 0 ? "" : ", ").append(one.kinds[i].first).append(": ").append(in_yaml(one.kinds[i].second.text));
        out.append(" }\n    create: never\n    match_by: [email]\n");
    }
    return std::string("order: [").append(order).append("]\n\n").append(out);
}

// People are known by their address, whatever else is mapped.
std::string email_text(const Mapping& mapping) {
    std::string out = "fields:\n  email:\n    type: email\n    rule: newest\n    both_ways:\n";
    const auto* email = mapping.field("email");
    for (const ConnectionPlan& one : mapping.connections)
        if (const auto* there = email == nullptr ? nullptr : email->binding(one.name, one.create_kind().text))
            out.append("      ").append(one.name).append(": ").append(in_yaml(there->vendor_field)).append("\n");
    return out;
}

}  // namespace

std::string draft_fields(
    std::span<const AuditedField> all, std::span<const FieldReport> reports, const Mapping& mapping
) {
    std::string out =
        "# A draft: what several tools hold under names that are alike, and nothing carries yet. Look at each row, then put those that\n"
        "# are right under `fields:` of your fields.yaml. Whether they mean the same, only you know.\nformat: 1\n";
    out.append(connections_text(mapping)).append("\n").append(email_text(mapping));
    audit::Words taken;
    for (const FieldPlan& field : mapping.fields) taken.insert(field.name);
    std::set<std::size_t> used;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!reports[i].mapped.empty() || all[i].own_id || used.contains(i) || reports[i].verdict != FieldVerdict::keep) continue;
        const auto group = group_of(i, all, reports, used);
        if (group.size() < 2) continue;
        used.insert(group.begin(), group.end());
        out.append(field_text(group, all, mapping, taken));
    }
    return out;
}

}  // namespace crosswalk
