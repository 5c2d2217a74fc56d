#include "connector/mapping/draft.h"
#include "connector/mapping/forms.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::quoted;

constexpr std::string_view kNotShown = "not shown", kSameAs = "same as ";

// One stage at one kind of one connection.
struct Shown {
    const Node* field = nullptr;  // null: not shown, or only as a tag
    std::vector<const Node*> values{};
};

class StageField {
public:
    StageField(Draft& draft, const Node& stages, Notes& notes)
        : draft_(draft), stages_(stages), notes_(notes) {
        plan_.name = "stage";
        plan_.label = {{"en", "Stage"}, {"vi", "Giai đoạn"}};
        plan_.type = FieldType::choice;
        plan_.urgency = Urgency::now;
        for (const std::string& name : draft.path)
            if (std::ranges::find(draft.stages, name) != draft.stages.end()) plan_.choices.push_back(name);
        for (const std::string& name : draft.stages)
            if (std::ranges::find(plan_.choices, name) == plan_.choices.end()) plan_.choices.push_back(name);
    }

    FieldPlan compile() {
        for (const ConnectionPlan& connection : draft_.mapping.connections)
            for (std::size_t i = 0; i < connection.kinds.size(); ++i) at_kind(connection, i);
        return std::move(plan_);
    }

private:
    // Follows `same as` to the rows that are meant; null when it leads nowhere.
    const Node* rows(const std::string& stage, const ConnectionPlan& connection) {
        const Node* at = &stages_;
        std::string name = stage;
        for (std::size_t hops = 0; hops <= draft_.stages.size(); ++hops) {
            const Node* spec = at->find(name);
            const Node* shown_in = spec == nullptr ? nullptr : spec->find("shown_in");
            const Node* out = shown_in == nullptr ? nullptr : shown_in->find(connection.name);
            if (out == nullptr || !out->scalar() || !out->text.starts_with(kSameAs)) return out;
            name = out->text.substr(kSameAs.size());
        }
        return nullptr;
    }

    // Rows by kind (`lead: { Status: X }`) name nothing but kinds of the connection.
    static bool by_kind(const Node& rows, const ConnectionPlan& connection) {
        return rows.map() && !rows.keys.empty() &&
               std::ranges::all_of(
                   rows.keys,
                   [&](const Node& key) {
                       return std::ranges::find(
                                  connection.kinds, key.text, &std::pair<std::string, VendorKind>::first
                              ) != connection.kinds.end();
                   }
               ) &&
               std::ranges::all_of(rows.items, [](const Node& item) {
                   return item.map() || item.text == kNotShown;
               });
    }

    Shown shown(const Node& rows) {
        Shown out;
        if (!rows.map()) return out;
        for (std::size_t i = 0; i < rows.keys.size(); ++i) {
            if (rows.keys[i].text == "tag" || out.field != nullptr) {
                extras_ = true;
                continue;
            }
            out.field = &rows.keys[i];
            const Node& value = rows.items[i];
            if (value.scalar()) out.values.push_back(&value);
            for (const Node& item : value.items)
                if (value.list() && item.scalar()) out.values.push_back(&item);
        }
        return out;
    }

    void at_kind(const ConnectionPlan& connection, std::size_t kind_index) {
        const auto& [kind_name, kind] = connection.kinds[kind_index];
        Binding binding{.connection = connection.name, .kind = kind, .reads = true, .writes = true};
        extras_ = false;
        for (const std::string& stage : plan_.choices) {
            const Node* found = rows(stage, connection);
            if (found == nullptr) continue;
            const bool kinds = by_kind(*found, connection);
            const Node* mine = kinds ? found->find(kind_name) : found;
            // Without kinds the rows are about leads: a contact or an account has no such field of its own.
            if (mine == nullptr || (!kinds && kind_index != 0)) continue;
            const Shown here = shown(*mine);
            if (here.field == nullptr || here.values.empty()) continue;
            if (binding.vendor_field.empty()) {
                binding.vendor_field = here.field->text;
                claim(draft_, plan_.name, binding, *here.field, notes_);
            } else if (binding.vendor_field != here.field->text) {
                notes_.error(
                    *here.field,
                    "stage.other_field",
                    "The stages are shown in " + quoted(binding.vendor_field) + " of " + connection.name +
                        ", but this one in " + quoted(here.field->text) + ".",
                    "Name the same field first for every stage."
                );
                continue;
            }
            std::vector<std::string> values;
            for (const Node* value : here.values)
                values.push_back(forms::plain(value->text).value_or(value->text));
            binding.values.emplace_back(stage, std::move(values));
        }
        if (extras_ && kind_index == 0)
            draft_.later.push_back(
                "Stage at " + connection.name + ": tags and further fields are checked, but not written yet."
            );
        if (!binding.vendor_field.empty()) plan_.bindings.push_back(std::move(binding));
    }

    Draft& draft_;
    const Node& stages_;
    Notes& notes_;
    FieldPlan plan_{};
    bool extras_ = false;
};

}  // namespace

FieldPlan stage_field(Draft& draft, const Node& stages, Notes& notes) {
    return StageField(draft, stages, notes).compile();
}

}  // namespace crosswalk::compile
