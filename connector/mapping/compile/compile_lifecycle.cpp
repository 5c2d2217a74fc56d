#include "connector/mapping/compile/compile_context.h"

#include <algorithm>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

void check_rows(const std::string& what, const Node& rows, Notes& notes) {
    if (rows.kind == Node::Kind::blank || (rows.map() && rows.keys.empty())) {
        notes.error(
            rows,
            "mapping.empty",
            "It is empty how " + what + " is shown.",
            "Write { FIELD: VALUE }, or 'not shown'."
        );
        return;
    }
    for (std::size_t i = 0; i < rows.keys.size(); ++i) {
        const Node& item = rows.items[i];
        if (item.map())
            check_rows(what, item, notes);
        else if (item.text != kNotShown)
            tree::words(item, notes, in_quotes(rows.keys[i].text) + " of " + what);
    }
}

void check_shown_in(const CompileContext& draft, const Node& key, const Node& spec, Notes& notes) {
    const std::string stage = "stage " + key.text;
    const Node* shown_in = spec.find("shown_in");
    if (shown_in != nullptr && !tree::is_map(*shown_in, notes, "'shown_in' of " + stage)) return;
    for (const std::string& connection : draft.connections)
        if (shown_in == nullptr || shown_in->find(connection) == nullptr)
            notes.error(
                shown_in == nullptr ? key : *shown_in,
                "stage.not_said",
                "Stage " + key.text + " does not say how it is shown in " + connection + ".",
                "Add '" + connection + ": { FIELD: VALUE }' or '" + connection + ": not shown'."
            );
    for (std::size_t i = 0; shown_in != nullptr && i < shown_in->keys.size(); ++i) {
        const Node &connection = shown_in->keys[i], &rows = shown_in->items[i];
        if (connection_named(draft, connection, notes) == nullptr) continue;
        if (!rows.scalar()) {
            check_rows(stage + " at " + connection.text, rows, notes);
        } else if (rows.text.starts_with(kSameAs)) {
            const std::string other = rows.text.substr(kSameAs.size());
            if (other == key.text || std::ranges::find(draft.stages, other) == draft.stages.end())
                notes.error(
                    rows,
                    "stage.unknown",
                    "There is no other stage " + in_quotes(other) + ".",
                    tree::suggestion(other, draft.stages)
                );
        } else if (rows.text != kNotShown) {
            const std::vector<std::string> known{"not shown", "same as STAGE", "{ FIELD: VALUE }"};
            notes.error(
                rows,
                "stage.shown",
                in_quotes(rows.text) + " does not say how " + stage + " is shown.",
                tree::suggestion(rows.text, known)
            );
        }
    }
}

void one_stage(CompileContext& draft, const Node& key, const Node& spec, Notes& notes) {
    const std::string what = "stage " + key.text;
    tree::good_name(key, notes, "stage");
    if (!tree::is_table(
            spec,
            notes,
            what,
            {"name", "means", "fits", "does_not_fit", "enter_when", "hand_off", "again", "shown_in", "was"}
        ))
        return;
    if (const Node* name = spec.find("name")) tree::texts(*name, notes, "'name' of " + what);
    for (const std::string_view note : {"means", "fits", "does_not_fit", "hand_off", "was"})
        if (const Node* said = spec.find(note)) tree::text(*said, notes, in_quotes(note) + " of " + what);
    check_shown_in(draft, key, spec, notes);
}

Stage compile_stage(CompileContext& draft, const Node& key, const Node& spec, bool on_path, Notes& notes) {
    Stage stage{.name = key.text};
    Notes heard_before("");  // what is wrong with the names is said already
    if (const Node* name = spec.find("name"))
        stage.label = tree::texts(*name, heard_before, "'name' of stage " + key.text);
    const auto copy = [&](std::string_view name, std::string& to) {
        if (const Node* said = spec.find(name); said != nullptr && said->scalar()) to = said->text;
    };
    copy("means", stage.means);
    copy("fits", stage.fits);
    copy("does_not_fit", stage.does_not_fit);
    copy("hand_off", stage.hand_off);
    if (const Node* enter_when = spec.find("enter_when")) {
        stage.enter_when =
            tree::condition(*enter_when, notes, "'enter_when' of stage " + key.text, draft.fields);
        fit(draft, stage.enter_when, *enter_when, notes);
        if (!on_path)
            notes.error(
                *enter_when,
                "stage.not_on_path",
                "Stage " + key.text + " is not on the path, so nobody is promoted to it.",
                "Remove 'enter_when', or add the stage to 'path'."
            );
    }
    if (const Node* node = spec.find("again")) stage.reentry = again(draft, *node, key.text, notes);
    return stage;
}

// The stages as the engine walks them. Conditions are read when all fields are known, the stage among them.
void compile_stages(CompileContext& draft, const Node& stages, Notes& notes) {
    const auto place = [&](const Stage& stage) {
        return std::ranges::find(draft.path, stage.name) - draft.path.begin();
    };
    for (std::size_t i = 0; i < stages.keys.size(); ++i) {
        const bool on_path = std::ranges::find(draft.path, stages.keys[i].text) != draft.path.end();
        auto& where = on_path ? draft.mapping.path : draft.mapping.aside;
        where.push_back(compile_stage(draft, stages.keys[i], stages.items[i], on_path, notes));
    }
    std::ranges::stable_sort(draft.mapping.path, {}, place);
}

}  // namespace

void stage_names(CompileContext& draft, const Node& root) {
    draft.has_lifecycle = true;
    if (const Node* stages = root.find("stages"))
        for (const Node& key : stages->keys) draft.stages.push_back(key.text);
    if (const Node* path = root.find("path"))
        for (const Node& item : path->items) draft.path.push_back(item.text);
    draft.fields.emplace_back(kStageField);
    draft.has_reasons = root.find("reason_field") != nullptr;
    if (draft.has_reasons) draft.fields.emplace_back(kReasonField);
}

void lifecycle(CompileContext& draft, const Node& root, Notes& notes) {
    if (!tree::is_table(
            root,
            notes,
            "the file",
            {"format",
             "agreed",
             "path",
             "stages",
             "back",
             "reasons",
             "reason_field",
             "reason_missing",
             "surge"}
        ))
        return;
    tree::check_format(root, notes);
    const Node* stages = tree::need(root, notes, "the file", "stages");
    const Node* path = tree::need(root, notes, "the file", "path");
    if (path != nullptr)
        for (const Node* item : tree::words(*path, notes, "'path'"))
            if (std::ranges::find(draft.stages, item->text) == draft.stages.end())
                notes.error(
                    *item,
                    "stage.unknown",
                    "There is no stage " + in_quotes(item->text) + ".",
                    tree::suggestion(item->text, draft.stages)
                );
    if (stages != nullptr && tree::is_map(*stages, notes, "'stages'")) {
        for (std::size_t i = 0; i < stages->keys.size(); ++i)
            one_stage(draft, stages->keys[i], stages->items[i], notes);
        draft.mapping.fields.push_back(stage_field(draft, *stages, notes));
        compile_stages(draft, *stages, notes);
    }
    steps(draft, root, notes);
}

}  // namespace crosswalk::compile
