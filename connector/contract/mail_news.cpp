#include "connector/contract/mail_news.h"

#include "connector/contract/digest.h"

#include <algorithm>

namespace crosswalk {
namespace {

// No address is kept in it.
std::string key_of(std::string_view what, const std::string& distinct) {
    return distinct.empty() ? std::string() : std::string(what) + ":" + md5_hex(distinct);
}

}  // namespace

const MailMeaning* meaning_of(std::span<const MailMeaning> all, std::string_view event) {
    const auto found = std::ranges::find(all, event, &MailMeaning::event);
    return found == all.end() ? nullptr : &*found;
}

void add_mail_news(const MailMeaning& meaning, const MailEvent& event, std::vector<InboundEvent>& out) {
    if (meaning.opts_out) {
        Change change = event.about;
        change.event_key = key_of("opt_out", event.distinct);
        change.completeness = Completeness::shown;
        if (meaning.is_old)
            change.fields[event.closes] = true;
        else
            set_moved(change, event.closes, true);
        if (!meaning.is_old && !meaning.engagement.empty())
            change.consent = ConsentProof{.kind = std::string(meaning.engagement)};
        out.emplace_back(std::move(change));
    }
    if (meaning.engagement.empty()) return;
    Engagement done{.kind = event.about.kind, .id = event.about.id, .what = std::string(meaning.engagement)};
    done.event_key = key_of(done.what, event.distinct);
    done.occurred_at = event.about.occurred_at;
    done.link = event.link;
    done.campaign = event.campaign;
    out.emplace_back(std::move(done));
}

}  // namespace crosswalk
