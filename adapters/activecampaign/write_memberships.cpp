// Lists and tags: one contact, several calls.
#include "adapters/activecampaign/error_table.h"
#include "adapters/activecampaign/memberships.h"
#include "adapters/activecampaign/write_state.h"
#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk::activecampaign {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostCalls = kMaxCalls - 1;

HttpRequest ask_list(const Course& course) {
    const ListStep& step = course.lists.front();
    json::object body{
        {"list", step.list}, {"contact", course.contact}, {"status", step.leave ? kLeft : kActive}};
    if (step.again) body["sourceid"] = 4;  // or it is not taken (sheet, section 6)
    return send_json("POST", "/api/3/contactLists", {{"contactList", std::move(body)}});
}

HttpRequest ask_link(const Course& course) {
    const LinkStep& step = course.links.front();
    if (!step.link.empty())
        return {
            .method = "DELETE",
            .path = "/api/3/contactTags/" + percent_encode(step.link),
            .headers = {{"Accept", "application/json"}}};
    return send_json(
        "POST",
        "/api/3/contactTags",
        {{"contactTag", json::object{{"contact", course.contact}, {"tag", step.tag}}}}
    );
}

HttpRequest ask_stage(const Wishes& wishes, const Course& course) {
    const auto tag = [&] { return course.tag < wishes.tags.size() ? wishes.tags[course.tag].name : ""; };
    const auto page = "?limit=" + std::to_string(kPageRows) + "&offset=" + std::to_string(course.offset);
    const auto contact = "/api/3/contacts/" + percent_encode(course.contact);
    switch (course.stage) {
        case Stage::lists:
            return get_json(contact + "/contactLists" + page);
        case Stage::list:
            return ask_list(course);
        case Stage::tag:
            return get_json(
                "/api/3/tags?" + percent_encode("filters[search][eq]") + "=" + percent_encode(tag()) +
                "&limit=" + std::to_string(kPageRows)
            );
        case Stage::new_tag:
            return send_json(
                "POST", "/api/3/tags", {{"tag", json::object{{"tag", tag()}, {"tagType", "contact"}}}}
            );
        case Stage::links:
            return get_json(contact + "/contactTags" + page);
        case Stage::link:
            return ask_link(course);
        case Stage::done:
            break;
    }
    return {};
}

// The id of the contact's tag of this name; the name is compared as ActiveCampaign does, without case, should
// there be none that is the same.
std::string tag_named(std::string_view name, std::span<const json::value> rows) {
    std::string alike;
    for (const auto& row : rows) {
        const auto told = scalar_at(row, "/tag"), kind = scalar_at(row, "/tagType");
        if (!kind.empty() && kind != "contact") continue;
        if (told == name) return scalar_at(row, "/id");
        if (same_but_for_case(told, name)) alike = scalar_at(row, "/id");
    }
    return alike;
}

const json::value* array_at(const json::value& body, std::string_view pointer) {
    const auto* found = value_at(body, pointer);
    return found != nullptr && found->is_array() ? found : nullptr;
}

// Takes in what a look showed. False: it shows nothing.
bool take_look(const Wishes& wishes, const json::value& body, Course& course) {
    const bool lists = course.stage == Stage::lists, tag = course.stage == Stage::tag;
    const auto* found = array_at(body, tag ? "/tags" : lists ? "/contactLists" : "/contactTags");
    if (found == nullptr) return false;
    const auto rows = items_at(*found, "");
    if (tag) {
        if (course.tag >= wishes.tags.size()) return false;
        const TagWish& wish = wishes.tags[course.tag];
        const auto id = tag_named(wish.name, rows);
        if (id.empty() && wish.has) {
            course.stage = Stage::new_tag;
            return true;
        }
        course.tag_ids.push_back(id);
        ++course.tag;
    } else {
        lists ? plan_lists(course, wishes, rows) : plan_links(course, wishes, rows);
        if (rows.size() >= kPageRows) return true;  // the same look goes on
    }
    go_on(course, wishes);
    return true;
}

// Takes in the answer to a deed. False: it does not say that it was done.
bool take_deed(const Wishes& wishes, const json::value& body, Course& course) {
    if (course.stage == Stage::list) {
        const ListStep& step = course.lists.front();
        const std::string_view status = step.leave ? kLeft : kActive;
        if (scalar_at(body, "/contactList/list") != step.list ||
            scalar_at(body, "/contactList/status") != status)
            return false;
        course.lists.erase(course.lists.begin());
    } else if (course.stage == Stage::new_tag) {
        const auto id = scalar_at(body, "/tag/id");
        if (id.empty()) return false;
        course.tag_ids.push_back(id);
        ++course.tag;
    } else if (course.stage == Stage::link) {
        const LinkStep& step = course.links.front();
        if (step.link.empty() && scalar_at(body, "/contactTag/tag") != step.tag) return false;
        course.links.erase(course.links.begin());
    }
    go_on(course, wishes);
    return true;
}

bool is_look(Stage stage) { return stage == Stage::lists || stage == Stage::tag || stage == Stage::links; }

// A refusal of one of the calls, with the field it is about.
Outcome refusal_at(const Course& course, const Wishes& wishes, const Answer& answer) {
    auto out = refusal(answer);
    if (course.stage == Stage::list) out.field = std::string(kListPrefix) + course.lists.front().list;
    if ((course.stage == Stage::tag || course.stage == Stage::new_tag) && course.tag < wishes.tags.size())
        out.field = std::string(kTagPrefix) + wishes.tags[course.tag].name;
    return out;
}

// A list that refuses goes behind the others, so that it keeps nobody on those. False: it has its answer,
// they theirs.
bool put_behind(Course& course) {
    if (course.stage != Stage::list || course.lists.size() < 2 || course.lists.front().list == course.refused)
        return false;
    if (course.refused.empty()) course.refused = course.lists.front().list;
    std::ranges::rotate(course.lists, course.lists.begin() + 1);
    return true;
}

bool took_away_what_was_gone(const Course& course, const Answer& answer) {
    return course.stage == Stage::link && !course.links.front().link.empty() && answer.status == 404;
}

Calls call_of(const Wishes& wishes, Course course) {
    HttpRequest request = ask_stage(wishes, course);
    return {{.request = std::move(request), .state = std::move(course)}};
}

// Takes in the answer. False: it says nothing.
bool take(const Wishes& wishes, const Answer& answer, Course& course) {
    return (is_look(course.stage) ? take_look : take_deed)(wishes, answer.body, course);
}

Result<Calls> build_memberships(const WriteBatch& batch, const Connection&, WriteReport& report) {
    if (batch.records.size() != 1) return Calls{};  // the manifest allows one record a call
    const Record& record = batch.records.front();
    const auto ends = [&](Outcome outcome) {
        report[0] = std::move(outcome);
        return Calls{};
    };
    if (auto no = unsendable(batch, record)) return ends(std::move(*no));
    const auto wishes = wishes_of(record);
    return call_of(wishes, first_course(record.id->text, wishes));
}

Result<Calls> parse_memberships(
    const WriteBatch& batch,
    const Connection&,
    const Call& call,
    const Answer& answer,
    WriteReport& report
) {
    const Record& record = batch.records.front();
    const auto ends = [&](Outcome outcome) {
        report[0] = std::move(outcome);
        return Calls{};
    };
    Course course = std::any_cast<const Course&>(call.state);
    const auto wishes = wishes_of(record);
    if (took_away_what_was_gone(course, answer)) {
        course.links.erase(course.links.begin());
        go_on(course, wishes);
    } else if (!answer.ok()) {
        if (!put_behind(course)) return ends(refusal_at(course, wishes, answer));
    } else if (!take(wishes, answer, course)) {
        return Calls{};
    }
    if (course.stage == Stage::done)
        return ends({.verdict = Verdict::applied, .id = VendorId{course.contact}});
    if (++course.calls >= kMostCalls) return ends(classify(kUnsayable, "more_lists", "", ""));
    return call_of(wishes, std::move(course));
}

}  // namespace

Operation<WriteBatch, WriteReport> membership_operation() { return {build_memberships, parse_memberships}; }

}  // namespace crosswalk::activecampaign
