#include "connector/app/daemon/mapping_versions.h"

#include "connector/app/cli/setup.h"
#include "connector/contract/json_read.h"
#include "connector/handoff/cases.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace crosswalk {
namespace {

constexpr std::string_view kActive = "mapping/active";
constexpr std::string_view kVersions = "mapping/versions/";

std::string name_of(std::int64_t number) {
    char digits[24];
    std::snprintf(digits, sizeof digits, "%012lld", static_cast<long long>(number));
    return std::string(kVersions) + digits;
}

std::string base_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

std::string written(const MappingVersion& version) {
    boost::json::array files;
    for (const MappingFile& file : version.files) files.push_back({{"name", file.path}, {"text", file.text}});
    return boost::json::serialize(boost::json::object{
        {"number", version.number},
        {"author", version.author},
        {"at", version.at.time_since_epoch().count()},
        {"undoes", version.undoes},
        {"files", std::move(files)}});
}

Result<MappingVersion> read_version(std::string_view bytes) {
    const Fault damaged{
        "mapping.version_damaged",
        "A mapping version in the store cannot be read.",
        "Activate the files on disk with `crosswalk mapping activate`."};
    const auto json = parse_json(bytes);
    const auto* number = json ? value_at(*json, "/number") : nullptr;
    const auto* at = json ? value_at(*json, "/at") : nullptr;
    if (number == nullptr || at == nullptr || !number->is_int64() || !at->is_int64()) return damaged;
    MappingVersion version{
        .number = number->get_int64(),
        .author = std::string(text_at(*json, "/author")),
        .at = Millis(std::chrono::milliseconds(at->get_int64()))};
    const auto* undoes = value_at(*json, "/undoes");
    if (undoes != nullptr && undoes->is_int64()) version.undoes = undoes->get_int64();
    for (const auto& file : items_at(*json, "/files"))
        version.files.push_back({std::string(text_at(file, "/name")), std::string(text_at(file, "/text"))});
    if (version.files.empty()) return damaged;
    return version;
}

}  // namespace

Result<std::optional<MappingVersion>> active_version(Transaction& tx) {
    const auto active = tx.settings.get(kActive);
    if (!active) return active.error();
    if (!*active) return std::optional<MappingVersion>();
    const auto bytes = tx.settings.get(std::string(kVersions) + **active);
    if (!bytes) return bytes.error();
    auto version = read_version(bytes->value_or(""));
    if (!version) return version.error();
    return std::optional(std::move(*version));
}

Result<std::vector<MappingVersion>> all_versions(Transaction& tx) {
    const auto rows = tx.settings.starting_with(kVersions);
    if (!rows) return rows.error();
    std::vector<MappingVersion> versions;
    for (const auto& [name, bytes] : *rows) {
        auto version = read_version(bytes);
        if (!version) return version.error();
        versions.push_back(std::move(*version));
    }
    std::ranges::sort(versions, {}, &MappingVersion::number);
    return versions;
}

Result<MappingVersion> keep_version(
    Transaction& tx, std::vector<MappingFile> files, std::string author, Millis now, std::int64_t undoes
) {
    const auto before = all_versions(tx);
    if (!before) return before.error();
    MappingVersion version{
        .number = before->empty() ? 1 : before->back().number + 1,
        .author = std::move(author),
        .at = now,
        .undoes = undoes};
    version.files = std::move(files);
    for (MappingFile& file : version.files) file.path = base_name(file.path);
    const std::string name = name_of(version.number);
    if (const auto put = tx.settings.put(name, written(version)); !put) return put.error();
    const auto active = tx.settings.put(kActive, std::string_view(name).substr(kVersions.size()));
    if (!active) return active.error();
    return version;
}

bool same_files(const std::vector<MappingFile>& a, const std::vector<MappingFile>& b) {
    const auto named = [](const std::vector<MappingFile>& files) {
        std::map<std::string, std::string> out;
        for (const MappingFile& file : files) out[base_name(file.path)] = file.text;
        return out;
    };
    return named(a) == named(b);
}

OnDisk mapping_on_disk(const Config& config, std::int64_t version) {
    return mapping_in(config.mappings_path, config, version);
}

OnDisk mapping_in(const std::string& folder, const Config& config, std::int64_t version) {
    OnDisk disk;
    auto files = read_mapping_folder(folder);
    if (!files) {
        const Fault& fault = files.error();
        disk.checked.findings.push_back(in_sentences({folder, 0, 0, fault.code, fault.what, fault.remedy}));
        return disk;
    }
    disk.files = std::move(*files);
    const auto facts = facts_of(config);
    disk.checked = handoff::check_with_all_cases(disk.files, facts, version);
    return disk;
}

}  // namespace crosswalk
