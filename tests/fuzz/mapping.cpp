// The admin's files: one of a mapping replaced, as `crosswalk check` reads it, with its cases.
#include "connector/app/admin/admin_service.h"
#include "connector/handoff/cases.h"
#include "connector/mapping/audit/field_audit.h"
#include "connector/mapping/yaml/yaml_tree.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/told.h"

#include <algorithm>

namespace crosswalk::fuzz {
namespace {

constexpr const char* kFiles[] = {"fields.yaml", "lifecycle.yaml", "handoff.yaml", "scoring.yaml", "kpi.yaml", "fields.cases.yaml", "handoff.cases.yaml"};

// The default mapping, and those that must pass, by the file's role.
const std::vector<std::vector<MappingFile>>& whole_mappings() {
    static const std::vector<std::vector<MappingFile>> all = [] {
        std::vector<std::vector<MappingFile>> out(3);
        for (SeedFile& file : files_below("mappings", ".yaml")) out[0].push_back({file.name, std::move(file.bytes)});
        for (const SeedFile& file : files_below("tests/fixtures/mapping/valid", ".yaml"))
            for (const auto& [at, name] : {std::pair{1, "everything."}, {2, "a_score_of_our_own."}})
                if (file.name.starts_with(name)) {
                    auto role = file.name.substr(std::string(name).size());
                    out[static_cast<std::size_t>(at)].push_back({role.starts_with("cases") ? "fields.cases.yaml" : role, file.bytes});
                }
        return out;
    }();
    return all;
}

std::string found_in(const Checked& checked) {
    std::string out;
    for (const Finding& one : checked.findings) out.append(one.text()).append("\n");
    for (const std::string& one : checked.sentences) out.append(one).append("\n");
    return out;
}

void check_finding(const Finding& one, std::string_view changed) {
    require(!one.code.empty() && !one.what.empty() && !one.remedy.empty(), "a finding says what and what to do", one.text());
    require(is_utf8(one.text()), "a finding is UTF-8", one.text());
    require(one.text().find('\n') == std::string::npos, "a finding is one line", one.text());
    require(one.text().size() <= 3'000, "a finding can be read", one.text());
    const auto lines = std::ranges::count(changed, '\n') + 1;
    require(one.line >= 0 && one.column >= 0 && (one.file != "changed" || one.line <= lines + 1), "a finding stands in its file", one.text());
}

// Which mapping, which of its files (or a new one) is replaced, by what.
void check_once(std::string_view bytes) {
    Input input(bytes);
    auto files = whole_mappings()[input.choice(whole_mappings().size())];
    const std::string name = kFiles[input.choice(std::size(kFiles))];
    std::erase_if(files, [&](const MappingFile& one) { return one.path == name; });
    files.push_back({name, std::string(input.rest())});
    const Checked checked = handoff::check_with_all_cases(files, {}), again = handoff::check_with_all_cases(files, {});
    require(found_in(checked) == found_in(again), "the same files are found the same");
    const bool broken = std::ranges::any_of(checked.findings, &Finding::error);
    require(broken != checked.ok(), "a mapping is there unless there is an error", found_in(checked));
    require(checked.findings.size() <= 1'000, "findings are few enough to read", std::to_string(checked.findings.size()));
    for (const Finding& one : checked.findings) check_finding(one, input.rest());
    for (const Finding& one : read_field_decisions({"audit.yaml", std::string(input.rest())}).findings) check_finding(one, input.rest());
    if (!checked.ok()) return;
    for (const std::string& sentence : checked.sentences) require(is_utf8(sentence) && !sentence.empty(), "a summary is UTF-8", sentence);
    for (const char* language : {"en", "vi"}) {
        const auto page = agreement_answer(*checked.mapping, language, true);
        require(is_utf8(page.text), "the agreement is UTF-8");
    }
}

std::vector<std::string> mappings_for_seeds() {
    std::vector<std::string> out;
    const auto& all = whole_mappings();
    const auto role_of = [](std::string_view name) {
        return static_cast<std::size_t>(std::ranges::find(kFiles, name) - std::begin(kFiles));
    };
    for (std::size_t i = 0; i < all.size(); ++i)
        for (const MappingFile& file : all[i])
            if (const auto role = role_of(file.path); role < std::size(kFiles)) out.push_back(choose(i) + choose(role) + file.text);
    for (const SeedFile& file : files_below("tests/fixtures/mapping/invalid", ".yaml")) {
        const auto dot = file.name.find('.');
        const auto role = role_of(std::string_view(file.name).substr(dot + 1));
        if (role < std::size(kFiles) && file.bytes.size() < 20'000) out.push_back(choose(1) + choose(role) + file.bytes);
    }
    return out;
}

}  // namespace

const Harness kMapping{"mapping", check_once, mappings_for_seeds, 250};

}  // namespace crosswalk::fuzz
