#include "connector/mapping/compile/check.h"

#include "connector/mapping/compile/compile_context.h"

#include <algorithm>
#include <deque>

namespace crosswalk {
namespace {

using compile::CompileContext;
using compile::File;
using tree::Node;

enum class Role { fields, lifecycle, handoff, kpi, scoring, cases, handoff_cases, other };

std::string_view file_name(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Role role_of(std::string_view path) {
    std::string_view name = file_name(path);
    for (const std::string_view ending : {".yaml", ".yml", ".json"})
        if (name.ends_with(ending)) {
            name.remove_suffix(ending.size());
            if (const std::string_view cases = ".cases"; name.ends_with(cases)) {
                name.remove_suffix(cases.size());
                return name == "handoff" ? Role::handoff_cases : Role::cases;
            }
            if (name == "fields") return Role::fields;
            if (name == "lifecycle") return Role::lifecycle;
            if (name == "handoff") return Role::handoff;
            if (name == "kpi") return Role::kpi;
            if (name == "scoring") return Role::scoring;
            break;
        }
    return Role::other;
}

class Check {
public:
    Check(std::span<const MappingFile> given, std::span<const ConnectionFacts> facts, std::int64_t version) {
        draft_.facts = facts;
        draft_.mapping.version = version;
        for (const MappingFile& one : given) read(one);
    }

    Checked run() {
        if (fields_ == nullptr) {
            missing_.error(
                0,
                0,
                "mapping.no_fields_file",
                "There is no fields.yaml.",
                "Add it: it says which field goes where."
            );
        } else {
            compile_all();
        }
        Checked out;
        out.findings = findings();
        if (errors() != 0) return out;
        out.sentences = compile::sentences(draft_);
        out.mapping = std::make_shared<const Mapping>(std::move(draft_.mapping));
        return out;
    }

private:
    void read(const MappingFile& given) {
        File& file = files_.emplace_back(File{given.path, tree::Notes(given.path), {}, false});
        if (auto root = tree::read(given.text, file.notes)) {
            file.root = std::move(*root);
            file.readable = true;
        }
        File** place = role_of(given.path) == Role::fields      ? &fields_
                       : role_of(given.path) == Role::lifecycle ? &lifecycle_
                       : role_of(given.path) == Role::handoff   ? &handoff_
                       : role_of(given.path) == Role::kpi       ? &kpi_
                       : role_of(given.path) == Role::scoring   ? &scoring_
                                                                : nullptr;
        if (place != nullptr && *place != nullptr) {
            file.notes.error(
                0,
                0,
                "mapping.file_twice",
                "This file says the same thing as " + (*place)->path + ".",
                "Keep one of them."
            );
        } else if (place != nullptr) {
            *place = &file;
            if (place == &scoring_) scoring_text_ = given.text;
        } else if (role_of(given.path) == Role::other) {
            file.notes.warn(
                {},
                "mapping.unused_file",
                "This file is not used by this version.",
                "Name it fields.yaml, lifecycle.yaml, handoff.yaml, kpi.yaml, scoring.yaml or NAME.cases.yaml, or move it away."
            );
        }
    }

    void collect_names() {
        if (const Node* all = fields_->root.find("fields"))
            for (const Node& key : all->keys) draft_.fields.push_back(key.text);
        if (lifecycle_ != nullptr) compile::stage_names(draft_, lifecycle_->root);
        if (const Node* all = fields_->root.find("consent"))
            for (const Node& key : all->keys) draft_.fields.push_back(compile::consent_field(key.text));
        if (scoring_ != nullptr) compile::scored_fields(draft_, scoring_->root);
    }

    void compile_all() {
        collect_names();
        Node& root = fields_->root;
        tree::Notes& notes = fields_->notes;
        // A broken file says nothing; to go on would report everything as missing.
        const bool usable =
            fields_->readable &&
            tree::is_table(root, notes, "the file", {"format", "order", "connections", "fields", "consent"});
        const auto readable = [](const File* file) { return file == nullptr || file->readable; };
        if (!usable || !readable(lifecycle_) || !readable(handoff_) || !readable(kpi_) || !readable(scoring_)) return;
        tree::check_format(root, notes);
        compile::connections(draft_, root, notes);
        compile::fields(draft_, root, notes);
        compile::consent(draft_, root, notes);
        if (lifecycle_ != nullptr) compile::lifecycle(draft_, lifecycle_->root, lifecycle_->notes);
        compile::finish_fields(draft_, root, notes);
        compile::check_references(draft_, root, notes);
        if (handoff_ != nullptr) compile::handoff(draft_, *handoff_, lifecycle_);
        compile::memberships(draft_);
        if (kpi_ != nullptr) compile::kpi(draft_, kpi_->root, kpi_->notes);
        if (scoring_ != nullptr) compile::scoring(draft_, scoring_->root, scoring_text_, scoring_->notes);
    }

    std::size_t errors() const {
        std::size_t out = missing_.errors();
        for (const File& file : files_) out += file.notes.errors();
        return out;
    }

    std::vector<Finding> findings() const {
        std::vector<Finding> out = missing_.findings();
        for (const File& file : files_) {
            std::vector<Finding> sorted = file.notes.findings();
            std::ranges::stable_sort(sorted, {}, [](const Finding& f) {
                return std::pair(f.line, f.column);
            });
            out.insert(out.end(), sorted.begin(), sorted.end());
        }
        return out;
    }

    std::deque<File> files_{};
    File *fields_ = nullptr, *lifecycle_ = nullptr, *handoff_ = nullptr, *kpi_ = nullptr, *scoring_ = nullptr;
    std::string scoring_text_{};
    tree::Notes missing_{"fields.yaml"};
    CompileContext draft_{};
};

}  // namespace

std::string Finding::text() const {
    return file + ":" + std::to_string(std::max(line, 1)) + ":" + std::to_string(std::max(column, 1)) + ": " +
           code + ": " + (error ? "" : "(warning) ") + what + (remedy.empty() ? "" : " " + remedy);
}

bool is_cases_file(std::string_view path) { return role_of(path) == Role::cases; }

bool is_handoff_cases_file(std::string_view path) { return role_of(path) == Role::handoff_cases; }

Checked check_mapping(
    std::span<const MappingFile> files, std::span<const ConnectionFacts> facts, std::int64_t version
) {
    return Check(files, facts, version).run();
}

}  // namespace crosswalk
