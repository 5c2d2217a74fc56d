#include "connector/kpi/review_page.h"

#include "connector/contract/markup.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace crosswalk::kpi {
namespace {

namespace json = boost::json;

struct Words {
    std::string_view key{}, en{}, vi{};
};
constexpr std::array kWords{
    Words{"title", "Review of Marketing and Sales", "Báo cáo chung Marketing và Sales"},
    Words{"figure", "Figure", "Chỉ số"},
    Words{"now", "This period", "Kỳ này"},
    Words{"before", "Period before", "Kỳ trước"},
    Words{"unfinished", "◐ not complete yet: it may still change", "◐ chưa đủ thời gian: còn có thể thay đổi"},
    Words{"undated", "People whom nobody dated, in no period", "Người không rõ ngày, không thuộc kỳ nào"},
    Words{"excluded", "Excluded addresses", "Địa chỉ bị loại trừ"},
    Words{"without_rate", "Without an exchange rate, counted nowhere", "Không có tỷ giá, không được tính"},
    Words{"reasons", "Why leads were rejected", "Lý do từ chối"},
    Words{"groups", "Hand-offs", "Bàn giao"},
    Words{"made", "Made", "Đã giao"},
    Words{"accepted", "Accepted", "Đã nhận"},
    Words{"rejected_count", "Rejected", "Từ chối"},
    Words{"median", "First action, median", "Phản hồi đầu, trung vị"},
    Words{"in_time", "In time", "Đúng hạn"},
    Words{"team", "Team", "Nhóm"},
    Words{"owner", "Owner", "Người phụ trách"},
    Words{"source", "Source", "Nguồn"},
    Words{"leads", "New leads", "Khách hàng tiềm năng mới"},
    Words{"qualified", "Newly qualified", "Mới đủ điều kiện"},
    Words{"new_accepted", "Of Marketing's, accepted by Sales", "Của Marketing, Sales đã nhận"},
    Words{"qualified_to_next", "Qualified who go on", "Đủ điều kiện đi tiếp"},
    Words{"recycled", "Given back to Marketing", "Trả lại Marketing"},
    Words{"requalified", "Qualified again", "Đủ điều kiện lại"},
    Words{"cost", "Cost", "Chi phí"},
    Words{"cost_per_qualified", "Cost per qualified lead", "Chi phí mỗi khách đủ điều kiện"},
    Words{"cost_per_accepted", "Cost per accepted lead", "Chi phí mỗi khách được nhận"},
    Words{"pipeline", "Pipeline", "Giá trị cơ hội"},
    Words{"pipeline_sourced", "  from Marketing", "  từ Marketing"},
    Words{"pipeline_influenced", "  influenced by Marketing", "  có Marketing tác động"},
    Words{"pipeline_neither", "  neither", "  không liên quan"},
    Words{"pipeline_unattributed", "  nobody linked", "  không gắn với ai"},
    Words{"kept_by_sales", "Sales kept its promises", "Sales giữ cam kết"},
    Words{"kept_by_marketing", "Marketing kept its promises", "Marketing giữ cam kết"},
    Words{"handed_off", "Handed off", "Đã bàn giao"},
    Words{"rejected", "Rejected", "Bị từ chối"},
    Words{"open", "Not answered yet", "Chưa trả lời"},
    Words{"first_action_median", "First action, median", "Phản hồi đầu, trung vị"},
    Words{"first_action_p90", "First action, nine in ten within", "Phản hồi đầu, 9/10 trong vòng"}};

std::string said(std::string_view key, std::string_view language) {
    const auto at = std::ranges::find(kWords, key, &Words::key);
    if (at == kWords.end()) return std::string(key);
    return std::string(language == "vi" ? at->vi : at->en);
}

std::string with_format(const char* format, double value) {
    std::array<char, 64> out{};
    std::snprintf(out.data(), out.size(), format, value);
    return out.data();
}

// "13,270,000"
std::string grouped(double value) {
    std::string out = with_format("%.0f", std::fabs(value));
    for (auto at = std::ssize(out) - 3; at > 0; at -= 3) out.insert(static_cast<std::size_t>(at), 1, ',');
    return (value < 0 ? "-" : "") + out;
}

std::string hours(double minutes) {
    const auto whole = std::llround(minutes);
    return std::to_string(whole / 60) + ":" + (whole % 60 < 10 ? "0" : "") + std::to_string(whole % 60) + " h";
}

constexpr std::string_view kNothing = "—";
constexpr std::size_t kFew = 10;  // under that, a percentage says less than the fraction

std::string shown(const KpiPlan& plan, Unit unit, std::optional<double> value) {
    if (!value) return std::string(kNothing);
    switch (unit) {
        case Unit::share: return with_format("%.1f %%", *value * 100);
        case Unit::minutes: return hours(*value);
        case Unit::money: return grouped(*value) + " " + plan.currency;
        case Unit::count: break;
    }
    return grouped(*value);
}

std::string shown_now(const KpiPlan& plan, const Figure& figure) {
    std::string out = shown(plan, figure.unit, figure.value);
    if (figure.unit == Unit::share && figure.value && figure.of < kFew)
        out = std::to_string(figure.behind.size()) + "/" + std::to_string(figure.of) + " = " + out;
    return figure.complete ? out : out + " ◐";
}

std::string day_text(const KpiPlan& plan, Millis at) {
    const std::chrono::year_month_day day{day_of(plan, at)};
    std::array<char, 32> out{};
    std::snprintf(
        out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day())
    );
    return out.data();
}

std::string span_text(const KpiPlan& plan, Period period) {
    return day_text(plan, period.from) + " – " + day_text(plan, period.until - std::chrono::milliseconds{1});
}

std::string title_of(const KpiPlan& plan, const Review& review, std::string_view language) {
    return said("title", language) + ", " + span_text(plan, review.period) + " (" + plan.zone + ")";
}

TableRows figure_table(const KpiPlan& plan, const Review& review, std::string_view language) {
    TableRows out{{said("figure", language), said("now", language), said("before", language)}};
    for (const Figure& one : review.figures)
        out.push_back({said(one.key, language), shown_now(plan, one), shown(plan, one.unit, one.before)});
    return out;
}

TableRows group_table(const KpiPlan& plan, const Review& review, std::string_view language) {
    TableRows out{{said("groups", language), said("made", language), said("accepted", language), said("rejected_count", language),
               said("median", language), said("in_time", language)}};
    for (const GroupRow& one : review.groups)
        out.push_back(
            {said(one.by, language) + ": " + (one.name.empty() ? std::string(kNothing) : one.name), std::to_string(one.made.size()),
             std::to_string(one.accepted.size()), std::to_string(one.rejected.size()), shown(plan, Unit::minutes, one.median_minutes),
             shown(plan, Unit::share, one.attainment)}
        );
    return out;
}

TableRows reason_table(const Review& review, std::string_view language) {
    TableRows out{{said("reasons", language), ""}};
    for (const auto& [reason, ids] : review.rejected_by) out.push_back({reason, std::to_string(ids.size())});
    return out;
}

std::vector<std::string> remarks(const Review& review, std::string_view language) {
    std::vector<std::string> out;
    const auto count = [&](std::string_view key, const std::vector<std::string>& ids) {
        if (!ids.empty()) out.push_back(said(key, language) + ": " + std::to_string(ids.size()));
    };
    if (std::ranges::any_of(review.figures, [](const Figure& one) { return !one.complete; }))
        out.push_back(said("unfinished", language));
    count("undated", review.undated);
    count("excluded", review.excluded);
    count("without_rate", review.without_rate);
    return out;
}

std::vector<TableRows> tables(const KpiPlan& plan, const Review& review, std::string_view language) {
    std::vector<TableRows> out{figure_table(plan, review, language)};
    if (!review.rejected_by.empty()) out.push_back(reason_table(review, language));
    if (!review.groups.empty()) out.push_back(group_table(plan, review, language));
    return out;
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string csv_number(std::optional<double> value) { return value ? with_format("%.12g", *value) : std::string(); }

json::value number(std::optional<double> value) { return value ? json::value(*value) : json::value(); }

json::array ids(const std::vector<std::string>& all) { return json::array(all.begin(), all.end()); }

constexpr std::string_view unit_name(Unit unit) {
    return std::array<std::string_view, 4>{"count", "share", "minutes", "money"}.at(static_cast<std::size_t>(unit));
}

}  // namespace

std::string as_text(const KpiPlan& plan, const Review& review, std::string_view language) {
    std::string out = underlined(title_of(plan, review, language), '=');
    for (const TableRows& table : tables(plan, review, language)) out += "\n" + text_table(table);
    const auto notes = remarks(review, language);
    if (!notes.empty()) out += "\n";
    for (const std::string& note : notes) out += note + "\n";
    return out;
}

std::string as_html(const KpiPlan& plan, const Review& review, std::string_view language) {
    std::string out;
    for (const TableRows& table : tables(plan, review, language)) out += html_table(table);
    for (const std::string& note : remarks(review, language)) out += "<p>" + html_escaped(note) + "</p>\n";
    return html_document(language == "vi" ? "vi" : "en", title_of(plan, review, language), out);
}

std::string as_csv(const Review& review, std::string_view language) {
    std::string out = "key,label,unit,value,before,counted,of,complete\r\n";
    for (const Figure& one : review.figures) {
        std::string label = said(one.key, language);
        label.erase(0, label.find_first_not_of(' '));
        out += in_quotes(one.key) + "," + in_quotes(label) + "," + std::string(unit_name(one.unit)) + "," + csv_number(one.value) + "," +
               csv_number(one.before) + "," + std::to_string(one.behind.size()) + "," + std::to_string(one.of) + "," +
               (one.complete ? "yes" : "no") + "\r\n";
    }
    return out;
}

json::object to_json(const KpiPlan& plan, const Review& review) {
    json::object figures;
    for (const Figure& one : review.figures)
        figures[one.key] = json::object{
            {"unit", unit_name(one.unit)}, {"value", number(one.value)}, {"before", number(one.before)}, {"complete", one.complete},
            {"of", one.of}, {"behind", ids(one.behind)}};
    json::object reasons;
    for (const auto& [reason, handoffs] : review.rejected_by) reasons[reason] = ids(handoffs);
    json::array groups;
    for (const GroupRow& one : review.groups)
        groups.push_back(json::object{
            {"by", one.by}, {"name", one.name}, {"made", ids(one.made)}, {"accepted", ids(one.accepted)}, {"rejected", ids(one.rejected)},
            {"first_action_median", number(one.median_minutes)}, {"kept", number(one.attainment)}});
    return {
        {"from", day_text(plan, review.period.from)}, {"until", day_text(plan, review.period.until)}, {"zone", plan.zone},
        {"currency", plan.currency}, {"figures", std::move(figures)}, {"rejected_by", std::move(reasons)}, {"groups", std::move(groups)},
        {"undated", ids(review.undated)}, {"excluded", ids(review.excluded)}, {"without_rate", ids(review.without_rate)}};
}

}  // namespace crosswalk::kpi
