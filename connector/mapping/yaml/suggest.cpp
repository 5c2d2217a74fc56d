#include "connector/mapping/compile/check.h"

#include <algorithm>
#include <cctype>

namespace crosswalk {
namespace {

constexpr std::size_t kLongestWord = 64;

std::string lower(std::string_view word) {
    std::string out(word);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace

std::optional<std::string> suggest(std::string_view word, std::span<const std::string> among) {
    if (word.empty() || word.size() > kLongestWord) return std::nullopt;
    const std::string meant = lower(word);
    std::optional<std::string> best;
    std::size_t nearest = std::max<std::size_t>(1, std::min<std::size_t>(3, word.size() / 3)) + 1;
    for (const std::string& candidate : among) {
        if (candidate.size() > kLongestWord || candidate == word) continue;
        const std::size_t d = distance(meant, lower(candidate));
        if (d < nearest) {
            nearest = d;
            best = candidate;
        }
    }
    return best;
}

}  // namespace crosswalk
