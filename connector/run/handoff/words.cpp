#include "connector/run/handoff/words.h"

namespace crosswalk::words {
namespace {

std::string pick(std::string_view language, const char* en, const char* vi) { return language == "vi" ? vi : en; }

}  // namespace

std::string name_of(const HandoffPlan& plan, const std::string& member) {
    const MemberPlan* found = plan.member(member);
    return found == nullptr || found->full_name.empty() ? member : found->full_name;
}

std::string outcome_of(const handoff::Handoff& state, const HandoffPlan& plan, std::string_view language) {
    using handoff::EndKind;
    if (!state.ended) {
        if (!state.accepted) return {};
        const std::string by = name_of(plan, state.accepted->by);
        if (by.empty() && state.accepted->how == handoff::How::silence)
            return pick(
                language,
                "Nobody answered in time, which counts as accepted.",
                "Không ai trả lời đúng hạn, được tính là đã nhận."
            );
        return by.empty() ? pick(language, "This lead was accepted.", "Khách hàng này đã được nhận.")
                          : by + pick(language, " has accepted this lead.", " đã nhận khách hàng này.");
    }
    const std::string by = name_of(plan, state.ended->by);
    switch (state.ended->kind) {
        case EndKind::qualified:
            return pick(language, "Sales goes on with this lead.", "Kinh doanh tiếp tục với khách hàng này.");
        case EndKind::rejected: {
            const RejectReason* reason = plan.reject_reason(state.ended->reason);
            const std::string why =
                reason == nullptr ? state.ended->reason : label_in(reason->label, language, reason->name);
            return pick(language, "This lead was rejected: ", "Khách hàng này đã bị từ chối: ") + why +
                   (by.empty() ? "" : " (" + by + ")");
        }
        case EndKind::reassigned:
            return pick(language, "This lead went to ", "Khách hàng này đã được giao cho ") +
                   name_of(plan, state.ended->to) + ".";
        case EndKind::withdrawn:
            return pick(language, "Nothing is to be done about this lead any more.", "Không cần xử lý khách hàng này nữa.");
    }
    return {};
}

std::string several(std::size_t count, std::string_view language) {
    return std::to_string(count) + pick(language, " notices about leads", " thông báo về khách hàng");
}

}  // namespace crosswalk::words
