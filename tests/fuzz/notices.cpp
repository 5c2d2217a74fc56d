// What people are told: every channel, over a lead's own words.
#include "connector/contract/text.h"
#include "tests/contracts/channel/channel_samples.h"
#include "tests/fuzz/told.h"

namespace crosswalk::fuzz {
namespace {

std::vector<const Adapter*> all_channels() {
    std::vector<const Adapter*> out;
    for (const Adapter* adapter : all_adapters())
        if (adapter->manifest.channel) out.push_back(adapter);
    return out;
}

// RFC 5322: nothing but the headers that we write, lines of at most 998 bytes, ended by CRLF.
void check_mail(std::string_view mail) {
    const auto head_end = mail.find("\r\n\r\n");
    require(head_end != std::string_view::npos, "a mail has a head");
    static constexpr std::string_view kOurs[] = {"From:", "To:", "Subject:", "Message-ID:", "In-Reply-To:", "References:",
        "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:", "Auto-Submitted:", "X-Auto-Response-Suppress:", "Content-Language:"};
    for (std::size_t at = 0; at < mail.size();) {
        const auto end = mail.find("\r\n", at);
        require(end != std::string_view::npos, "a mail's lines end in CRLF");
        const auto line = mail.substr(at, end - at);
        require(line.size() <= 998 && line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos, "a mail's line is one", line);
        const bool folded = line.starts_with(' ') || line.starts_with('\t');
        if (at < head_end && !folded) {
            bool ours = false;
            for (const auto name : kOurs) ours = ours || line.starts_with(name);
            require(ours, "a mail has no header but ours", line);
        }
        at = end + 2;
    }
}

void check_call(const Adapter& adapter, const Call& call) {
    check(adapter.manifest, call.request);
    if (adapter.manifest.channel->by_mail)
        check_mail(call.request.body);
    else if (!call.request.body.empty() && call.request.body.front() == '{')
        require(parse_json(call.request.body).has_value(), "a message is JSON", call.request.body);
    const auto over_limit = test::channel_sample_of(adapter).over_limit;
    if (over_limit != nullptr) {
        const auto over = over_limit(call.request);
        require(over.empty(), "a message is within the channel's limits", over);
    }
}

// Which channel; then subject, body, a fact, a reason, the address, the link, the id.
void notify_once(std::string_view bytes) {
    Input input(bytes);
    if (!is_utf8(bytes.substr(std::min<std::size_t>(1, bytes.size())))) return;  // the service holds no other texts
    static const auto all = all_channels();
    const Adapter& adapter = *all[input.choice(all.size())];
    NoticeMessage message{.id = "0190f3a2-notice-1", .address = test::channel_sample_of(adapter).address, .language = "vi"};
    message.subject = input.part();
    message.body = input.part();
    message.facts = {{std::string(input.part()), std::string(input.part())}, {"Score", "87"}};
    message.reasons = {{"budget", std::string(input.part())}};
    if (const auto address = input.part(); !address.empty()) message.address = address;
    message.link = "https://crosswalk.example.com/act/kT0kenT0kenT0kenT0kenT0kenT0kenT0kenT0ken-1";
    message.token = "kT0kenT0kenT0kenT0kenT0kenT0kenT0kenT0ken-1";
    message.replaces = input.part();
    const NoticeBatch batch{std::span(&message, 1)};
    const Connection& connection = test::channel_sample_of(adapter).connection;
    auto report = nothing_said(batch), again = nothing_said(batch);
    const auto calls = adapter.notify.build(batch, connection, report), twice = adapter.notify.build(batch, connection, again);
    require(calls.has_value() == twice.has_value(), "the same notice makes the same calls");
    if (!calls) return check(calls.error());
    require(calls->size() == twice->size() && text_of(report) == text_of(again), "the same notice makes the same calls");
    require(!calls->empty() || report.outcomes()[0].verdict != Verdict::unanswered, "what is not sent says why");
    for (std::size_t i = 0; i < calls->size(); ++i) {
        require((*calls)[i].request.body == (*twice)[i].request.body, "the same notice makes the same call");
        check_call(adapter, (*calls)[i]);
    }
}

std::vector<std::string> notices_for_seeds() {
    std::vector<std::string> out;
    const std::string between(1, kPartEnd);
    static constexpr const char* kSaid[] = {"New lead: Lan", "Khách mới: Lê Thị Hồng 👩‍💻🇻🇳", "<b>*bold*</b> & _x_ `y` [a](https://b.example.com)",
        "{{x}} ${y} %s {0}", "line\nline\r\n.\r\n..", "\"quoted\" \\ 'x'", "@channel <!channel> <@U1>"};
    for (std::size_t i = 0; i < all_channels().size(); ++i)
        for (const std::string word : kSaid) {
            out.push_back(choose(i) + word + between + word + between + "Company" + between + word + between + "No budget");
            out.push_back(choose(i) + word + between + word + between + word + between + "87" + between + word + between + "lan@example.com" + between + "1.2");
        }
    return out;
}

}  // namespace

const Harness kNotices{"notices", notify_once, notices_for_seeds, 2'500};

}  // namespace crosswalk::fuzz
