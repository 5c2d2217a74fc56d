#include "connector/app/daemon/decision_page.h"

#include "connector/app/daemon/edge_page.h"
#include "connector/contract/markup.h"
#include "connector/contract/text.h"
#include "connector/handoff/lead_brief.h"
#include "connector/mapping/model/message_pattern.h"
#include "connector/run/handoff/answer.h"
#include "connector/run/handoff/notice_doc.h"
#include "connector/run/handoff/words.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kPrefix = "/act/";
constexpr std::size_t kThreads = 2, kMostWaiting = 64, kMostPairs = 8, kMostBody = 4'096;

// What the page itself says, by language.
struct PageWords {
    const char *deadline, *accept, *reject, *reason, *done, *too_late, *over, *gone, *gone_more;
};
constexpr PageWords kEnglish{
    "Answer by",
    "Accept",
    "Reject",
    "Reason",
    "Thank you, your answer is noted.",
    "Somebody was first.",
    "This hand-off is over",
    "Not found",
    "This link leads to nothing any more. Ask for a new one, or look the lead up in your CRM."};
constexpr PageWords kVietnamese{
    "Trả lời trước",
    "Nhận",
    "Từ chối",
    "Lý do",
    "Cảm ơn, câu trả lời đã được ghi nhận.",
    "Đã có người trả lời trước.",
    "Lần bàn giao này đã kết thúc",
    "Không tìm thấy",
    "Liên kết này không còn dẫn đến đâu. Hãy xin liên kết mới, hoặc tìm khách hàng trong CRM."};

const PageWords& words_in(std::string_view language) { return language == "vi" ? kVietnamese : kEnglish; }

// In both languages: nobody knows who asks.
ServerAnswer not_found() {
    return edge_page(
        404,
        "en",
        std::string(kEnglish.gone) + " / " + kVietnamese.gone,
        std::string("<p>") + kEnglish.gone_more + "</p>\n<p lang=\"vi\">" + kVietnamese.gone_more + "</p>\n"
    );
}

// What is shown: read in one unit.
struct Seen {
    LoadedHandoff one{};
    NoticeDoc doc{};
    std::string member{}, lead{};
};

Result<std::optional<Seen>> look(Store& store, const Mapping& mapping, const std::string& token) {
    std::optional<Seen> out;
    const auto read = store.read([&](Transaction& tx) -> Result<void> {
        const auto notice = tx.notices.by_token(token);
        if (!notice) return notice.error();
        if (!*notice || mapping.handoff == nullptr) return {};
        auto one = load_handoff(tx, (*notice)->handoff);
        if (!one) return one.error();
        if (!*one) return {};
        Seen seen{std::move(**one), notice_doc_from((*notice)->message), (*notice)->member, {}};
        const auto lead = tx.leads.load(seen.one.kept.lead);
        if (!lead) return lead.error();
        const auto story = *lead ? handoff::story_of_values(**lead) : handoff::LeadStory{};
        seen.lead = handoff::brief_of(*mapping.handoff, story, seen.doc.language).name;
        out = std::move(seen);
        return {};
    });
    if (!read) return read.error();
    return out;
}

std::string row(const std::string& label, const std::string& value) {
    return "<dt>" + html_escaped(label) + "</dt><dd>" + html_escaped(value) + "</dd>\n";
}

std::string facts_of(const Seen& seen, const HandoffPlan& plan) {
    std::string out = "<dl>\n";
    for (const NoticeLine& line : seen.doc.facts) out += row(line.label, line.value);
    const MemberPlan* member = plan.member(seen.member);
    const auto calendar = calendar_for(plan, seen.one.state.owner, seen.one.state.team);
    const std::string zone = member != nullptr && !member->zone.empty() ? member->zone : calendar.plan().zone;
    if (seen.one.kept.deadline)
        out += row(
            words_in(seen.doc.language).deadline,
            message::moment_text(*seen.one.kept.deadline, seen.doc.language, zone)
        );
    return out + "</dl>\n";
}

std::string forms_of(const Seen& seen, const HandoffPlan& plan, const std::string& token) {
    const PageWords& words = words_in(seen.doc.language);
    const std::string begin = "<form method=\"post\" action=\"" + std::string(kPrefix) + token + "\">\n";
    std::string out;
    if (!seen.one.state.accepted)
        out += begin + "<button name=\"verb\" value=\"accept\">" + html_escaped(words.accept) + "</button>\n</form>\n";
    out += begin + "<label for=\"reason\">" + html_escaped(words.reason) +
           "</label>\n<select id=\"reason\" name=\"reason\" required>\n<option value=\"\"></option>\n";
    for (const RejectReason& reason : plan.reject)
        out += "<option value=\"" + html_escaped(reason.name) + "\">" +
               html_escaped(label_in(reason.label, seen.doc.language, reason.name)) + "</option>\n";
    return out + "</select>\n<button class=\"no\" name=\"verb\" value=\"reject\">" + html_escaped(words.reject) +
           "</button>\n</form>\n";
}

}  // namespace

DecisionPage::DecisionPage(AdminService& admin) : admin_(admin), work_(kThreads, kMostWaiting) {}

bool DecisionPage::is_for(std::string_view target) { return target.starts_with(kPrefix); }

ServerLimits DecisionPage::let_in(ServerLimits limits) {
    limits.body_limit = [others = std::move(limits.body_limit)](std::string_view target) {
        return is_for(target) ? kMostBody : others(target);
    };
    limits.early_answer = [others = std::move(limits.early_answer)](const ServerRequest& head) {
        return is_for(head.target) ? std::nullopt : others(head);
    };
    return limits;
}

void DecisionPage::handle(ServerRequest request, Respond respond) {
    // A standard function must be copyable.
    const auto kept = std::make_shared<ServerRequest>(std::move(request));
    if (!work_.post([this, kept, respond] { respond(answer(*kept)); })) respond(edge_text(503, "Try again shortly.\n"));
}

ServerAnswer DecisionPage::answer(const ServerRequest& request) {
    const std::string token = request.target.substr(kPrefix.size());
    const bool is_token =
        token.size() == kTokenLength && token.find_first_not_of(kTokenAlphabet) == std::string::npos;
    if (request.method == "POST") return is_token ? decide(token, request) : not_found();
    if (request.method == "GET" || request.method == "HEAD")
        return is_token ? show(token, {}, request.method == "HEAD") : not_found();
    ServerAnswer refused = edge_text(405, "This page is read with GET and answered with POST.\n");
    refused.headers.emplace_back("Allow", "GET, HEAD, POST");
    return refused;
}

ServerAnswer DecisionPage::show(const std::string& token, std::string said, bool head) {
    const auto mapping = admin_.engine.mapping();
    const auto seen = look(admin_.store, *mapping, token);
    if (!seen) return edge_text(503, "Try again shortly.\n");
    if (!*seen) return not_found();
    std::string inner;
    if (!said.empty()) inner += "<p class=\"said\">" + html_escaped(said) + "</p>\n";
    const std::string outcome = words::outcome_of((*seen)->one.state, *mapping->handoff, (*seen)->doc.language);
    if (!outcome.empty()) inner += "<p>" + html_escaped(outcome) + "</p>\n";
    // A link outlives what it was sent for: of a lead that is not theirs any more it tells nothing.
    const bool is_open = !(*seen)->one.state.ended;
    if (is_open) inner += facts_of(**seen, *mapping->handoff) + forms_of(**seen, *mapping->handoff, token);
    ServerAnswer out = edge_page(
        200, (*seen)->doc.language, is_open ? (*seen)->lead : words_in((*seen)->doc.language).over, inner
    );
    if (head) out.body.clear();
    return out;
}

ServerAnswer DecisionPage::decide(const std::string& token, const ServerRequest& request) {
    const auto pairs = parse_form(request.body, kMostPairs);
    if (!pairs) return edge_text(400, "The form cannot be read.\n");
    HandoffAnswer given{.token = token};
    std::optional<AnswerVerb> verb;
    for (const auto& [name, value] : *pairs) {
        if (name == "verb") verb = answer_verb_named(value);
        if (name == "reason") given.reason = value;
    }
    if (!verb || (*verb != AnswerVerb::accept && *verb != AnswerVerb::reject))
        return edge_text(400, "Choose one of the two answers.\n");
    given.verb = *verb;
    const auto mapping = admin_.engine.mapping();
    const auto seen = look(admin_.store, *mapping, token);
    if (seen && !*seen) return not_found();
    const auto done = seen ? admin_.engine.answer(given) : Result<AnswerReply>(seen.error());
    if (!done && done.error().code == "handoff.unknown_reason")
        return show(token, std::string(words_in((*seen)->doc.language).reason) + "?", false);
    if (!done) return edge_text(503, "Try again shortly.\n");
    const PageWords& words = words_in((*seen)->doc.language);
    const bool late = done->reply.what == handoff::ClockReply::What::too_late;
    return show(token, late ? words.too_late : words.done, false);
}

}  // namespace crosswalk
