// connector/mapping/tools/tool.h - a tool that nobody wrote an adapter for, as its declaration tells it. Plain data;
// places are JSON Pointers, and of a form that is posted each key is one.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/contract/mail_news.h"
#include "connector/contract/row.h"

#include <deque>

namespace crosswalk::tools {

// Beside the fields: whether the person has left.
inline constexpr std::string_view kOptOut = "preferences/all";

struct TimePlace {
    std::string at{};  // empty: it is not told
    TimeForm form = TimeForm::iso;
};

struct Field {
    std::string name{}, at{}, write_at{};  // write_at: of the body of a write; empty: it is not written
    FieldShape shape = FieldShape::text;
    bool needed = false;  // to create somebody
};

// Whether a person has left, by a word of the record. Only that they have is ever written.
struct OptOut {
    std::string at{}, write_at{};
    std::vector<std::string> closed{}, open{};
};

// How a record stands in an answer, and in a delivery that holds one.
struct Person {
    std::string kind{}, id{};
    bool id_is_address = false;  // its one spelling has small letters
    TimePlace changed{};
    std::vector<Field> fields{};
    std::optional<OptOut> opt_out{};

    const Field* field(std::string_view name) const;  // null when it has no such field
};

// What a word of the tool's means. What is said of mail is as for every mail tool.
struct News {
    enum class Kind { changed, read, deleted, confirmed, nothing, mail };
    std::string_view word{};
    Kind kind = Kind::nothing;
    MailMeaning mail{};
};
// All that a declaration may say.
std::span<const News> all_news();
const News* news_of(std::string_view word);  // null: there is no such word

struct WebhookPlan {
    bool form = false;     // else JSON
    std::string events{};  // the list of a body; empty: the body is one event, or a list of them
    std::string type{}, person{}, id{}, key{}, link{}, campaign{};
    TimePlace time{};
    std::vector<std::pair<std::string, std::string>> fields{};  // beside those of the person: name and place
    std::map<std::string, std::vector<const News*>, std::less<>> types{};
    std::vector<const News*> otherwise{};  // every other type
};

struct CallPlan {
    std::string method = "GET", path{}, host{};
    std::string rows{};  // where the list or the record of the answer stands
    std::string id{};    // of a write: where the answer names the record
    std::vector<std::pair<std::string, boost::json::value>> constants{};  // of a write's body
};

struct ChangesPlan {
    CallPlan call{};
    std::string since{};  // the parameter; empty: everything is read each time
    bool since_in_seconds = false;
    bool by_token = false;  // else by offset, the newest change first
    std::size_t page_rows = 100;
    std::string parameter{}, next{}, rows_parameter{};
};

// Neither moved nor copied once compiled: its manifest looks into it.
struct Tool {
    std::string name{};
    std::deque<std::string> texts{};  // what the manifest's views look at
    Manifest manifest{};
    std::vector<ErrorRule> refusals{};
    std::string shown_by_probe{};  // what the answer to probe_path holds when it is the tool's
    std::optional<WebhookPlan> webhook{};
    Person person{};
    std::optional<CallPlan> read{}, find{}, create{}, update{};
    std::string found_by{};        // the one field that people are looked up by
    std::string gone_at{}, gone_says{};
    std::optional<ChangesPlan> changes{};

    std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
};

}  // namespace crosswalk::tools
