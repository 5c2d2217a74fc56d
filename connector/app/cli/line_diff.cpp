#include "connector/app/cli/line_diff.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace crosswalk {
namespace {

constexpr std::size_t kMostLines = 2'000, kAround = 2;

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

struct EditStep {
    char sign = ' ';
    std::string_view line{};
};

// The longest common subsequence, as the classic table.
std::vector<EditStep> steps(const Lines& a, const Lines& b) {
    std::vector<EditStep> out;
    std::size_t i = 0, j = 0;
    if (a.size() <= kMostLines && b.size() <= kMostLines) {
        const std::size_t width = b.size() + 1;
        std::vector<std::uint16_t> common((a.size() + 1) * width, 0);
        for (std::size_t x = a.size(); x-- > 0;)
            for (std::size_t y = b.size(); y-- > 0;)
                common[x * width + y] =
                    a[x] == b[y] ? static_cast<std::uint16_t>(common[(x + 1) * width + y + 1] + 1)
                                 : std::max(common[(x + 1) * width + y], common[x * width + y + 1]);
        while (i < a.size() && j < b.size()) {
            if (a[i] == b[j]) {
                out.push_back({' ', a[i]});
                ++i, ++j;
            } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
                out.push_back({'-', a[i++]});
            } else {
                out.push_back({'+', b[j++]});
            }
        }
    }
    while (i < a.size()) out.push_back({'-', a[i++]});
    while (j < b.size()) out.push_back({'+', b[j++]});
    return out;
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after) {
    if (before == after) return {};
    const auto all = steps(lines_of(before), lines_of(after));
    std::vector<bool> keep(all.size(), false);
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].sign != ' ')
            for (std::size_t k = i - std::min(i, kAround); k < std::min(all.size(), i + kAround + 1); ++k)
                keep[k] = true;
    std::string out;
    bool gap = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!keep[i]) {
            gap = true;
            continue;
        }
        if (gap) out += "  ...\n";
        gap = false;
        out += std::string(1, all[i].sign) + " " + std::string(all[i].line) + "\n";
    }
    return out;
}

}  // namespace crosswalk
