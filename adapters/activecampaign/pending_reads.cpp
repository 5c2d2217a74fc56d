#include "adapters/activecampaign/pending_reads.h"

#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

std::string_view path_below_the_contact(char letter) {
    switch (letter) {
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

// Behind the call: whose it is, and what else is asked of them.
struct Pending {
    VendorId id{};
    std::string left{};
};

Result<Page> page_of(const Wanted& want, char letter, const VendorId& id, const boost::json::value& body) {
    switch (letter) {
        case 's':
            return scores_of_one(want, id, body);
        case 'l':
            return lists_of_one(want, id, body);
        case 't':
            return tags_of_one(want, id, body);
        default:
            return one_contact(want, id, body);
    }
}

}  // namespace

Calls ask_one(const VendorId& id, std::string_view letters) {
    if (letters.empty()) return {};
    const auto path =
        "/api/3/contacts/" + percent_encode(id.text) + std::string(path_below_the_contact(letters[0]));
    return {{.request = get_json(path), .step = letters[0], .state = Pending{id, std::string(letters.substr(1))}}};
}

bool is_about_one(const Call& call) { return call.step != 0; }

Result<Calls> parse_one(const Wanted& want, const Call& call, const Answer& answer, Page& page) {
    auto [id, left] = std::any_cast<const Pending&>(call.state);
    if (answer.status == 404) {
        page.gone.push_back(id);
        return Calls{};
    }
    if (!answer.ok()) return refusal_fault(answer, "to read a contact");
    auto told = page_of(want, static_cast<char>(call.step), id, answer.body);
    if (!told) return told.error();
    std::ranges::move(told->changes, std::back_inserter(page.changes));
    // The vendor's own sample of this answer carries the lists; an empty array there proves nothing.
    if (call.step == 'c' && !want.lists.empty() && !items_at(answer.body, "/contactLists").empty())
        if (auto lists = lists_of_one(want, id, answer.body); lists) {
            std::ranges::move(lists->changes, std::back_inserter(page.changes));
            std::erase(left, 'l');
        }
    return ask_one(id, left);
}

}  // namespace crosswalk::activecampaign
