#include "connector/mapping/compile/check.h"

#include "connector/mapping/yaml/plain_file.h"
#include "connector/mapping/yaml/yaml_tree.h"

#include <algorithm>
#include <filesystem>

namespace crosswalk {
namespace {

constexpr std::size_t kMostFiles = 200;

bool is_mapping_file(const std::filesystem::path& path) {
    const std::string name = path.filename().string(), extension = path.extension().string();
    if (name.starts_with(".")) return false;
    return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

}  // namespace

Result<std::vector<MappingFile>> read_mapping_folder(const std::string& folder) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return Fault{
            "mapping.no_folder",
            "There is no folder " + folder + ".",
            "Set 'mappings:' to the folder with fields.yaml."};
    std::vector<std::filesystem::path> paths;
    auto entry = std::filesystem::directory_iterator(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
        if (is_mapping_file(entry->path())) paths.push_back(entry->path());
    if (error)
        return Fault{
            "mapping.unreadable", "The folder " + folder + " cannot be read.", "Check its permissions."};
    if (paths.size() > kMostFiles)
        return Fault{
            "mapping.unreadable",
            "The folder " + folder + " holds more than 200 files.",
            "Keep only mapping files in it."};
    std::ranges::sort(paths);
    std::vector<MappingFile> out;
    for (const auto& path : paths) {
        auto text = read_plain_file(path.string(), tree::kMaxFile);
        if (!text)
            return Fault{
                "mapping.unreadable",
                "The file " + path.string() + " " + text.error().what + ".",
                text.error().remedy + "."};
        out.push_back({path.string(), std::move(*text)});
    }
    const auto is_fields = [](const std::filesystem::path& path) { return path.stem() == "fields"; };
    if (std::ranges::none_of(paths, is_fields))
        return Fault{
            "mapping.no_fields_file",
            "There is no fields.yaml in " + folder + ".",
            "Add it: it says which field goes where."};
    return out;
}

}  // namespace crosswalk
