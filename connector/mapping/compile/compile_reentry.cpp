#include "connector/mapping/compile/compile_context.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crosswalk::compile {
namespace {

using tree::Node;
using tree::Notes;
using tree::in_quotes;

void read_to(const CompileContext& draft, Reentry& out, const Node& to, const std::string& stage, Notes& notes) {
    out.to = to.text;
    if (std::ranges::find(draft.stages, to.text) == draft.stages.end())
        notes.error(
            to,
            "stage.unknown",
            "There is no stage " + in_quotes(to.text) + ".",
            tree::suggestion(to.text, draft.stages)
        );
    else if (std::ranges::find(draft.path, to.text) == draft.path.end())
        notes.error(
            to,
            "stage.again_off_path",
            "'again' of stage " + stage + " leads to " + in_quotes(to.text) + ", which is not on the path.",
            tree::suggestion(to.text, draft.path)
        );
}

void read_after(Reentry& out, const Node& after, const std::string& what, Notes& notes) {
    const auto said = tree::text(after, notes, what);
    if (!said) return;
    const std::size_t digits = said->find_first_not_of("0123456789");
    const std::string unit = digits == std::string::npos ? "" : said->substr(digits);
    const bool days = unit == " days" || unit == " day", hours = unit == " hours" || unit == " hour";
    if (digits == 0 || digits > 5 || (!days && !hours)) {
        notes.error(
            after,
            "stage.duration",
            in_quotes(*said) + " is not a time span.",
            "Write it as '30 days' or '4 hours'."
        );
        return;
    }
    int number = 0;
    std::from_chars(said->data(), said->data() + digits, number);
    out.after = days ? std::chrono::hours(24) * number : std::chrono::hours(number);
}

// "lead_score up 20 since recycled"
struct Rise {
    std::string field{}, by{}, from{};
};
std::optional<Rise> rise_in(std::string_view said) {
    constexpr std::string_view kUp = " up ", kSince = " since ";
    const auto up = said.find(kUp), since = said.find(kSince);
    if (up == std::string_view::npos || since == std::string_view::npos || up >= since) return std::nullopt;
    const auto by = up + kUp.size();
    return Rise{
        .field = std::string(said.substr(0, up)),
        .by = std::string(said.substr(by, std::max(since, by) - by)),
        .from = std::string(said.substr(since + kSince.size()))};
}

void check_rise(
    const CompileContext& draft, const Rise& rise, const Node& when, const std::string& stage, Notes& notes
) {
    const FieldPlan* field = draft.mapping.field(rise.field);
    if (field == nullptr && std::ranges::find(draft.fields, rise.field) == draft.fields.end())
        notes.error(
            when,
            "condition.unknown_field",
            "There is no field " + in_quotes(rise.field) + ".",
            tree::suggestion(rise.field, draft.fields)
        );
    if (field != nullptr && !is_number(field->type))
        notes.error(
            when,
            "condition.not_a_number",
            rise.field + " is of type " + std::string(to_string(field->type)) +
                " and cannot rise by a number.",
            "Name a field of type integer or decimal, or write a condition."
        );
    if (std::ranges::find(draft.stages, rise.from) == draft.stages.end())
        notes.error(
            when,
            "stage.unknown",
            "There is no stage " + in_quotes(rise.from) + ".",
            tree::suggestion(rise.from, draft.stages)
        );
    else if (rise.from != stage)
        notes.error(
            when,
            "stage.since_other",
            "'again' of stage " + stage + " compares with what was when " + stage + " was entered, not " +
                rise.from + ".",
            "Write 'since " + stage + "'."
        );
}

double read_number(const Node& when, const std::string& by, Notes& notes) {
    double number = 0;
    const auto [end, error] = std::from_chars(by.data(), by.data() + by.size(), number);
    if (error != std::errc{} || end != by.data() + by.size() || !std::isfinite(number) || number <= 0)
        notes.error(
            when,
            "condition.number",
            in_quotes(by) + " after 'up' is not a number above 0.",
            "Write a number such as 20."
        );
    return number;
}

}  // namespace

std::optional<Reentry> again(const CompileContext& draft, const Node& node, const std::string& stage, Notes& notes) {
    const std::string what = "'again' of stage " + stage;
    if (!tree::is_table(node, notes, what, {"to", "after", "when"})) return std::nullopt;
    if (std::ranges::find(draft.path, stage) != draft.path.end())
        notes.error(
            node,
            "stage.again_on_path",
            "Stage " + stage + " is on the path, so nobody has to come back to it.",
            "Remove 'again', or take the stage off 'path'."
        );
    Reentry out;
    if (const Node* to = tree::need(node, notes, what, "to")) read_to(draft, out, *to, stage, notes);
    if (const Node* after = node.find("after")) read_after(out, *after, what, notes);
    const Node* when = node.find("when");
    const auto said = when == nullptr ? std::nullopt : tree::text(*when, notes, what);
    if (!said) return out;
    if (const auto rise = rise_in(*said)) {
        check_rise(draft, *rise, *when, stage, notes);
        out.rising = rise->field;
        out.by = read_number(*when, rise->by, notes);
        return out;
    }
    out.when = tree::condition(*when, notes, what, draft.fields);
    fit(draft, out.when, *when, notes);
    return out;
}

}  // namespace crosswalk::compile
