#include "tests/architecture/tree.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace crosswalk::architecture {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestText = 2'000'000;

bool is_not_ours(const std::string& folder) {
    static const std::set<std::string> names{".git", "build", "node_modules", ".cache", "__pycache__"};
    return names.contains(folder);
}

}  // namespace

Tree read_tree(const std::string& root) {
    Tree tree;
    const fs::path top(root);
    for (auto at = fs::recursive_directory_iterator(top); at != fs::recursive_directory_iterator(); ++at) {
        if (at->is_directory() && is_not_ours(at->path().filename())) {
            at.disable_recursion_pending();
            continue;
        }
        if (!at->is_regular_file() || at->is_symlink() || at->file_size() > kLargestText) continue;
        std::ifstream in(at->path(), std::ios::binary);
        std::string text{std::istreambuf_iterator<char>(in), {}};
        if (text.find('\0') != std::string::npos) continue;
        tree.emplace(at->path().lexically_relative(top).generic_string(), std::move(text));
    }
    return tree;
}

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    for (int number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        lines.push_back({number, text.substr(0, end)});
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

std::string at_line(std::string_view path, int number) {
    return std::string(path) + ":" + std::to_string(number);
}

bool is_cpp(std::string_view path) { return path.ends_with(".h") || path.ends_with(".cpp"); }

bool is_below(std::string_view path, std::string_view folder) {
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::vector<std::string> folders_in(const Tree& tree, std::string_view folder) {
    std::set<std::string> names;
    for (const auto& [path, text] : tree) {
        if (!is_below(path, folder)) continue;
        const auto rest = std::string_view(path).substr(folder.size() + 1);
        if (const auto slash = rest.find('/'); slash != std::string_view::npos)
            names.emplace(rest.substr(0, slash));
    }
    return {names.begin(), names.end()};
}

}  // namespace crosswalk::architecture
