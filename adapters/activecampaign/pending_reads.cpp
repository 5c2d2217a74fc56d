#include "adapters/activecampaign/pending_reads.h"

#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

std::string_view path_below_the_contact(char step) {
    switch (step) {
        case 's':
            return "/scoreValues";
        case 'l':
            return "/contactLists?limit=100";
        case 't':
            return "/contactTags?limit=100";
        default:
            return "";
    }
}

}  // namespace

std::string memo_of(const Steps& steps) {
    std::string out = (steps.more ? "1\n" : "0\n") + steps.cursor + "\n";
    for (const auto& step : steps.left) out += step + ",";
    return out;
}

Steps steps_of(std::string_view memo) {
    const auto cut = [&](char at) {
        const auto end = std::min(memo.find(at), memo.size());
        const auto part = memo.substr(0, end);
        memo.remove_prefix(std::min(end + 1, memo.size()));
        return std::string(part);
    };
    Steps out;
    out.more = cut('\n') == "1";
    out.cursor = cut('\n');
    while (!memo.empty()) out.left.push_back(cut(','));
    return out;
}

HttpRequest ask_step(const Steps& steps) {
    const std::string step = steps.left.empty() ? "c0" : steps.left.front();
    return get(
        "/api/3/contacts/" + percent_encode(step.substr(1)) + std::string(path_below_the_contact(step[0]))
    );
}

Result<Page> answer_of_step(
    const ReadQuery& query, const Wanted& want, Steps& steps, const HttpResponse& response
) {
    const std::string step = steps.left.front();
    const VendorId id{step.substr(1)};
    steps.left.erase(steps.left.begin());
    if (response.status == 404) {
        std::erase_if(steps.left, [&](const std::string& other) { return other.substr(1) == id.text; });
        return Page{.gone = {id}};
    }
    if (response.status != 200) return refusal_fault(response, "to read a contact");
    const auto body = parse_json(response.body);
    if (!body) return unreadable("a contact");
    if (step[0] == 's') return scores_of_one(query, want, id, *body);
    if (step[0] == 'l') return lists_of_one(query, want, id, *body);
    if (step[0] == 't') return tags_of_one(query, want, id, *body);
    auto page = one_contact(query, want, id, *body);
    // The vendor's own sample of this answer carries the lists; an empty array there proves nothing.
    if (page && !want.lists.empty() && !items_at(*body, "/contactLists").empty())
        if (auto lists = lists_of_one(query, want, id, *body); lists) {
            std::ranges::move(lists->changes, std::back_inserter(page->changes));
            std::erase(steps.left, "l" + id.text);
        }
    return page;
}

}  // namespace crosswalk::activecampaign
