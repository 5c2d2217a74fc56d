#include "adapters/activecampaign/error_table.h"
#include "adapters/activecampaign/memberships.h"
#include "adapters/activecampaign/write_state.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace crosswalk::activecampaign {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostCalls = kMaxCalls - 1;

// Every value is text at ActiveCampaign; the empty text clears.
std::string text_of(const json::value& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_double()) {
        std::array<char, 400> text{};
        const auto end = std::to_chars(
            text.data(), text.data() + text.size(), value.get_double(), std::chars_format::fixed
        );
        return {text.data(), end.ptr};
    }
    if (!value.is_array()) return json::serialize(value);
    std::string out = "||";  // of a multiple choice (sheet, section 2)
    for (const auto& item : value.get_array()) out += text_of(item) + "||";
    return out;
}

// The contact's own fields. Nothing here says on which lists it is.
HttpRequest ask_contact(const WriteBatch& batch, const Record& record) {
    json::object contact;
    json::array values;
    for (const auto& [name, value] : record.fields) {
        if (is_standard(name))
            contact[name] = text_of(value);
        else if (const auto* info = batch.schema.find(name);
                 info != nullptr && name.starts_with(kFieldPrefix))
            values.emplace_back(json::object{{"field", info->vendor_key}, {"value", text_of(value)}});
    }
    const bool create = batch.operation == WriteKind::create;
    if (const auto* own = batch.schema.find(batch.own_id_field);
        own != nullptr && create && !record.fields.contains(batch.own_id_field))
        values.emplace_back(json::object{{"field", own->vendor_key}, {"value", record.own_id}});
    if (!values.empty()) contact["fieldValues"] = std::move(values);
    return send(
        create ? "POST" : "PUT",
        create ? "/api/3/contact/sync" : "/api/3/contacts/" + percent_encode(record.id->text),
        {{"contact", std::move(contact)}}
    );
}

HttpRequest ask_list(const Course& course) {
    const ListStep& step = course.lists.front();
    json::object body{
        {"list", step.list}, {"contact", course.contact}, {"status", step.leave ? kLeft : kActive}};
    if (step.again) body["sourceid"] = 4;  // or it is not taken (sheet, section 6)
    return send("POST", "/api/3/contactLists", {{"contactList", std::move(body)}});
}

HttpRequest ask_link(const Course& course) {
    const LinkStep& step = course.links.front();
    if (!step.link.empty())
        return {
            .method = "DELETE",
            .path = "/api/3/contactTags/" + percent_encode(step.link),
            .headers = {{"Accept", "application/json"}}};
    return send(
        "POST",
        "/api/3/contactTags",
        {{"contactTag", json::object{{"contact", course.contact}, {"tag", step.tag}}}}
    );
}

HttpRequest ask_stage(const WriteBatch& batch, const Record& record, const Course& course) {
    const auto wishes = wishes_of(record);
    const auto tag = [&] { return course.tag < wishes.tags.size() ? wishes.tags[course.tag].name : ""; };
    const auto page = "?limit=" + std::to_string(kPageRows) + "&offset=" + std::to_string(course.offset);
    const auto contact = "/api/3/contacts/" + percent_encode(course.contact);
    switch (course.stage) {
        case Stage::lists:
            return get(contact + "/contactLists" + page);
        case Stage::list:
            return ask_list(course);
        case Stage::contact:
            return ask_contact(batch, record);
        case Stage::tag:
            return get(
                "/api/3/tags?" + percent_encode("filters[search][eq]") + "=" + percent_encode(tag()) +
                "&limit=" + std::to_string(kPageRows)
            );
        case Stage::new_tag:
            return send(
                "POST", "/api/3/tags", {{"tag", json::object{{"tag", tag()}, {"tagType", "contact"}}}}
            );
        case Stage::links:
            return get(contact + "/contactTags" + page);
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
bool take_look(const WriteBatch& batch, const Wishes& wishes, const json::value& body, Course& course) {
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
    go_on(course, wishes, batch.operation);
    return true;
}

// Takes in the answer to a deed. False: it does not say that it was done.
bool take_deed(const WriteBatch& batch, const Wishes& wishes, const json::value& body, Course& course) {
    if (course.stage == Stage::list) {
        const ListStep& step = course.lists.front();
        const std::string_view status = step.leave ? kLeft : kActive;
        if (scalar_at(body, "/contactList/list") != step.list ||
            scalar_at(body, "/contactList/status") != status)
            return false;
        course.lists.erase(course.lists.begin());
    } else if (course.stage == Stage::contact) {
        // 200 and 201 both come; some calls answer 200 with "succeeded": 0 and no contact (sheet, section 5).
        const auto id = scalar_at(body, "/contact/id");
        if (id.empty() || (!course.contact.empty() && course.contact != id)) return false;
        course.contact = id;
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
    go_on(course, wishes, batch.operation);
    return true;
}

bool is_look(Stage stage) { return stage == Stage::lists || stage == Stage::tag || stage == Stage::links; }

// A refusal of one of the calls, with the field it is about.
Outcome refusal_at(const Course& course, const Wishes& wishes, const Answer& answer) {
    auto out = refusal(answer);
    if (!out.field.empty() && course.stage == Stage::contact) return out;
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

Calls call_of(const WriteBatch& batch, const Record& record, Course course) {
    HttpRequest request = ask_stage(batch, record, course);
    return {{.request = std::move(request), .state = std::move(course)}};
}

// Takes in the answer. False: it says nothing.
bool take(const WriteBatch& batch, const Wishes& wishes, const Answer& answer, Course& course) {
    return (is_look(course.stage) ? take_look : take_deed)(batch, wishes, answer.body, course);
}

Result<Calls> build_write(const WriteBatch& batch, const Connection&, WriteReport& report) {
    if (batch.records.size() != 1) return Calls{};  // the manifest allows one record a call
    const Record& record = batch.records.front();
    const auto ends = [&](Outcome outcome) {
        report[0] = std::move(outcome);
        return Calls{};
    };
    if (auto no = unsendable(batch, record)) return ends(std::move(*no));
    Course course = first_course(batch, record);
    if (course.stage == Stage::contact)
        if (auto no = inexpressible(batch, record)) return ends(std::move(*no));
    return call_of(batch, record, std::move(course));
}

Result<Calls> parse_write(
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
        go_on(course, wishes, batch.operation);
    } else if (!answer.ok()) {
        if (!put_behind(course)) return ends(refusal_at(course, wishes, answer));
    } else if (!take(batch, wishes, answer, course)) {
        return Calls{};
    }
    // Consent was said by now; the rest cannot be.
    if (course.stage == Stage::contact)
        if (auto no = inexpressible(batch, record)) return ends(std::move(*no));
    if (course.stage == Stage::done)
        return ends({.verdict = Verdict::applied, .id = VendorId{course.contact}});
    if (++course.calls >= kMostCalls) return ends(classify(kUnsayable, "more_lists", "", ""));
    return call_of(batch, record, std::move(course));
}

}  // namespace

Operation<WriteBatch, WriteReport> write_operation() { return {build_write, parse_write}; }

}  // namespace crosswalk::activecampaign
