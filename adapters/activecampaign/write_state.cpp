#include "adapters/activecampaign/write_state.h"

#include "adapters/activecampaign/memberships.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

namespace json = boost::json;

bool has(const std::vector<std::string>& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

Stage after(Stage stage) {
    switch (stage) {
        case Stage::lists:
            return Stage::list;
        case Stage::list:
            return Stage::tag;
        case Stage::tag:
        case Stage::new_tag:
            return Stage::links;
        case Stage::links:
            return Stage::link;
        default:
            return Stage::done;
    }
}

bool has_work(const Course& course, const Wishes& wishes) {
    switch (course.stage) {
        case Stage::lists:
            return wishes.consent();
        case Stage::list:
            return !course.lists.empty();
        case Stage::tag:
            return course.tag < wishes.tags.size();
        case Stage::new_tag:
            return true;
        case Stage::links:
            return std::ranges::any_of(course.tag_ids, [](const auto& id) { return !id.empty(); });
        case Stage::link:
            return !course.links.empty();
        case Stage::done:
            break;
    }
    return true;
}

void skip_idle(Course& course, const Wishes& wishes) {
    while (!has_work(course, wishes)) {
        course.stage = after(course.stage);
        course.offset = 0;
    }
}

}  // namespace

Course first_course(std::string contact, const Wishes& wishes) {
    Course out{.stage = Stage::lists, .contact = std::move(contact)};
    skip_idle(out, wishes);
    return out;
}

void go_on(Course& course, const Wishes& wishes) {
    const bool more_of_it = (course.stage == Stage::list && !course.lists.empty()) ||
                            (course.stage == Stage::link && !course.links.empty());
    if (more_of_it) return;
    if (course.stage == Stage::new_tag) course.stage = Stage::tag;
    if (course.stage == Stage::tag && course.tag < wishes.tags.size()) return;
    course.stage = after(course.stage);
    course.offset = 0;
    skip_idle(course, wishes);
}

void plan_lists(Course& course, const Wishes& wishes, std::span<const json::value> rows) {
    for (const Membership& one : memberships_of(rows, course.contact)) {
        const bool leave = has(wishes.leave, one.list), join = has(wishes.join, one.list);
        const bool may_be_mailed = one.status == kActive || one.status == kUnconfirmed;
        if (leave || join) course.seen.push_back(one.list);
        if (one.status != kLeft && (leave || (wishes.leave_all && may_be_mailed)))
            course.lists.push_back({.list = one.list});
        if (join && one.status != kActive)
            course.lists.push_back({.list = one.list, .leave = false, .again = one.status == kLeft});
    }
    course.offset += rows.size();
    if (rows.size() >= kPageRows) return;  // the next page
    // A list they were never on: leaving it keeps an import from putting them there.
    for (const auto& list : wishes.leave)
        if (!has(course.seen, list)) course.lists.push_back({.list = list});
    for (const auto& list : wishes.join)
        if (!has(course.seen, list)) course.lists.push_back({.list = list, .leave = false});
}

void plan_links(Course& course, const Wishes& wishes, std::span<const json::value> rows) {
    const auto wish_of = [&](const std::string& tag) {
        const auto it = std::ranges::find(course.tag_ids, tag);
        return it == course.tag_ids.end() ? wishes.tags.size()
                                          : static_cast<std::size_t>(it - course.tag_ids.begin());
    };
    for (const auto& row : rows) {
        if (scalar_at(row, "/contact") != course.contact) continue;
        const auto tag = scalar_at(row, "/tag"), link = scalar_at(row, "/id");
        const auto wish = wish_of(tag);
        if (tag.empty() || wish >= wishes.tags.size()) continue;
        course.had.push_back(tag);
        if (!wishes.tags[wish].has) course.links.push_back({.tag = tag, .link = link});
    }
    course.offset += rows.size();
    if (rows.size() >= kPageRows) return;  // the next page
    for (std::size_t i = 0; i < course.tag_ids.size() && i < wishes.tags.size(); ++i)
        if (wishes.tags[i].has && !has(course.had, course.tag_ids[i]))
            course.links.push_back({.tag = course.tag_ids[i]});
}

}  // namespace crosswalk::activecampaign
