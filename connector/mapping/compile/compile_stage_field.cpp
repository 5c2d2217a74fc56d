#include "connector/mapping/compile/compile_context.h"
#include "connector/mapping/model/normalizers.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

// One stage at one kind of one connection.
struct Shown {
    const Node* rows = nullptr;   // where it says so; stages that are `same as` another share them
    const Node* field = nullptr;  // null: not shown, or only as a tag
    std::vector<const Node*> values{};
    std::vector<std::pair<const Node*, const Node*>> further{};  // more fields, each with its value
    std::vector<const Node*> tags{};
};

class StageField {
public:
    StageField(CompileContext& draft, const Node& stages, Notes& notes)
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
        shown_somewhere();
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

    static std::vector<const Node*> scalars(const Node& value) {
        std::vector<const Node*> out;
        if (value.scalar()) out.push_back(&value);
        for (const Node& item : value.items)
            if (value.list() && item.scalar()) out.push_back(&item);
        return out;
    }

    static Shown shown(const Node& rows) {
        Shown out{.rows = &rows};
        if (!rows.map()) return out;
        for (std::size_t i = 0; i < rows.keys.size(); ++i) {
            const auto values = scalars(rows.items[i]);
            if (rows.keys[i].text == "tag") {
                out.tags = values;
            } else if (out.field != nullptr) {
                if (!values.empty()) out.further.emplace_back(&rows.keys[i], values.front());
            } else {
                out.field = &rows.keys[i];
                out.values = values;
            }
        }
        return out;
    }

    // What stands about each stage for this kind; stages that are not shown are left out.
    std::vector<std::pair<std::string, Shown>> shown_at(
        const ConnectionPlan& connection, std::size_t kind_index
    ) {
        std::vector<std::pair<std::string, Shown>> out;
        for (const std::string& stage : plan_.choices) {
            const Node* found = rows(stage, connection);
            if (found == nullptr) continue;
            const bool kinds = by_kind(*found, connection);
            const Node* mine = kinds ? found->find(connection.kinds[kind_index].first) : found;
            // Without kinds the rows are about leads: a contact or an account has no such field of its own.
            if (mine == nullptr || (!kinds && kind_index != 0)) continue;
            Shown here = shown(*mine);
            if (!here.values.empty() || !here.tags.empty()) out.emplace_back(stage, std::move(here));
        }
        return out;
    }

    void at_kind(const ConnectionPlan& connection, std::size_t kind_index) {
        auto stages = shown_at(connection, kind_index);
        if (stages.empty()) return;
        Binding binding{
            .connection = connection.name,
            .kind = connection.kinds[kind_index].second,
            .reads = true,
            .writes = true};
        const auto has_field = [](const auto& one) { return !one.second.values.empty(); };
        const auto first = std::ranges::find_if(stages, has_field);
        if (first == stages.end()) {
            in_tags_only(binding, stages);
        } else {
            binding.vendor_field = first->second.field->text;
            claim(draft_, plan_.name, binding, *first->second.field, notes_);
            in_field(binding, stages);
        }
        told_apart(binding, stages);
        plan_.bindings.push_back(std::move(binding));
    }

    using Stages = std::vector<std::pair<std::string, Shown>>;

    void in_field(Binding& binding, Stages& stages) {
        std::erase_if(stages, [&](const auto& one) {
            const Shown& here = one.second;
            const bool fits = !here.values.empty() && here.field->text == binding.vendor_field;
            if (!fits)
                notes_.error(
                    here.values.empty() ? *here.tags.front() : *here.field,
                    "stage.other_field",
                    "The stages are shown in " + in_quotes(binding.vendor_field) + " of " + binding.connection +
                        ", but this one " +
                        (here.values.empty() ? "only as a tag." : "in " + in_quotes(here.field->text) + "."),
                    "Name the same field first for every stage."
                );
            return !fits;
        });
        for (const auto& [stage, here] : stages) {
            std::vector<std::string> values;
            for (const Node* value : here.values)
                values.push_back(forms::plain(value->text).value_or(value->text));
            binding.values.emplace_back(stage, std::move(values));
        }
        further_fields(binding, stages);
        tags_along(binding, stages, {});
    }

    // Tags cannot be told from each other when somebody changes them by hand: they are written, not read.
    void in_tags_only(Binding& binding, const Stages& stages) {
        const Node& first = *stages.front().second.tags.front();
        binding.vendor_field = tag(first);
        binding.reads = false;
        claim(draft_, plan_.name, binding, first, notes_);
        for (const auto& [stage, here] : stages)
            binding.values.emplace_back(
                stage, std::vector<std::string>{flag(has(here, binding.vendor_field))}
            );
        tags_along(binding, stages, binding.vendor_field);
    }

    void further_fields(Binding& binding, const Stages& stages) {
        for (const auto& [stage, here] : stages)
            for (const auto& [field, value] : here.further) {
                Binding claimed = binding;
                claimed.vendor_field = field->text;
                if (claimed_.insert(place_of(claimed)).second)
                    claim(draft_, plan_.name, claimed, *field, notes_);
                binding.along[stage].emplace_back(
                    field->text, forms::plain(value->text).value_or(value->text)
                );
            }
    }

    // Every stage says of every tag whether it has it, so that the tag of the stage before goes away.
    void tags_along(Binding& binding, const Stages& stages, std::string_view but) {
        std::vector<const Node*> all;
        for (const auto& [stage, here] : stages)
            for (const Node* each : here.tags) {
                const auto same = [&](const Node* other) { return other->text == each->text; };
                if (tag(*each) != but && std::ranges::none_of(all, same)) all.push_back(each);
            }
        for (const Node* each : all) {
            Binding claimed = binding;
            claimed.vendor_field = tag(*each);
            claim(draft_, plan_.name, claimed, *each, notes_);
            for (const auto& [stage, here] : stages)
                binding.along[stage].emplace_back(tag(*each), flag(has(here, tag(*each))));
        }
    }

    // A word that stands for two stages reads as the first of them, and the tool that shows the second would
    // be read as having gone back.
    void told_apart(const Binding& binding, const Stages& stages) {
        if (!binding.reads) return;
        const auto along = [&](const std::string& stage) {
            const auto it = binding.along.find(stage);
            return it == binding.along.end() ? std::vector<std::pair<std::string, std::string>>{}
                                             : it->second;
        };
        for (std::size_t later = 1; later < stages.size(); ++later)
            for (std::size_t i = 0; i < later; ++i) {
                const auto& [name, here] = stages[later];
                const auto& [before, there] = stages[i];
                const auto both = std::ranges::find_if(here.values, [&](const Node* value) {
                    return binding.is_word_of(before, forms::plain(value->text).value_or(value->text));
                });
                if (here.rows == there.rows || both == here.values.end() || along(name) != along(before))
                    continue;
                notes_.error(
                    **both,
                    "stage.same_word",
                    in_quotes((*both)->text) + " in " + binding.connection + " means stage " + before +
                        " and stage " + name + "; it would always be read as " + before + ".",
                    "Write 'same as " + before +
                        "' when that is meant, or a further field or tag that tells "
                        "them apart."
                );
            }
    }

    static std::string tag(const Node& name) { return "tag/" + forms::plain(name.text).value_or(name.text); }
    static bool has(const Shown& here, std::string_view tag_field) {
        return std::ranges::any_of(here.tags, [&](const Node* each) { return tag(*each) == tag_field; });
    }
    static std::string flag(bool yes) { return yes ? "true" : "false"; }
    static std::string place_of(const Binding& binding) {
        return binding.connection + "/" + binding.kind.text + "/" + binding.vendor_field;
    }

    // Stages that every connection declares `not shown`, directly or through `same as`.
    void shown_somewhere() {
        const auto has_words = [&](const std::string& stage) {
            return std::ranges::any_of(plan_.bindings, [&](const Binding& b) { return b.shows(stage); });
        };
        const auto hidden = [](const Node* found) {
            return found != nullptr &&
                   (found->text == kNotShown ||
                    (found->map() && !found->items.empty() &&
                     std::ranges::all_of(found->items, [](const Node& i) { return i.text == kNotShown; })));
        };
        for (const Node& key : stages_.keys) {
            const bool nowhere =
                !draft_.mapping.connections.empty() && !has_words(key.text) &&
                std::ranges::all_of(draft_.mapping.connections, [&](const ConnectionPlan& c) {
                    return hidden(rows(key.text, c));
                });
            if (!nowhere) continue;
            draft_.hidden.insert(key.text);
            notes_.error(
                key,
                "stage.shown_nowhere",
                "No connection shows stage " + key.text + ", so nobody could see or say it.",
                "Show it in one of them under 'shown_in', or remove the stage."
            );
        }
    }

    CompileContext& draft_;
    const Node& stages_;
    Notes& notes_;
    FieldPlan plan_{};
    std::set<std::string, std::less<>> claimed_{};
};

}  // namespace

FieldPlan stage_field(CompileContext& draft, const Node& stages, Notes& notes) {
    return StageField(draft, stages, notes).compile();
}

}  // namespace crosswalk::compile
