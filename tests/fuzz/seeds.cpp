#include "tests/fuzz/seeds.h"

#include <boost/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace crosswalk::fuzz {
namespace {

void strings_into(const boost::json::value& in, std::vector<std::string>& out) {
    if (const auto* text = in.if_string()) out.emplace_back(*text);
    if (const auto* array = in.if_array())
        for (const auto& one : *array) strings_into(one, out);
    if (const auto* object = in.if_object())
        for (const auto& [key, value] : *object) strings_into(value, out);
}

}  // namespace

std::vector<SeedFile> files_below(std::string_view folder, std::string_view ending) {
    const std::filesystem::path root = std::filesystem::path(CROSSWALK_SOURCE_DIR) / folder;
    std::vector<SeedFile> out;
    if (!std::filesystem::is_directory(root)) return out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
        auto name = entry.path().filename().string();
        if (!entry.is_regular_file() || !name.ends_with(ending)) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        out.push_back({std::move(name), {std::istreambuf_iterator<char>(in), {}}});
    }
    std::ranges::sort(out, {}, &SeedFile::name);
    return out;
}

std::vector<std::string> strings_in(std::string_view json_text) {
    std::vector<std::string> out{std::string(json_text)};
    boost::json::error_code error;
    const auto whole = boost::json::parse(json_text, error);
    if (!error) strings_into(whole, out);
    return out;
}

}  // namespace crosswalk::fuzz
