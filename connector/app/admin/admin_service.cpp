#include "connector/app/admin/admin_service.h"

#include "connector/app/admin/accounts.h"
#include "connector/app/admin/admin_handoffs.h"
#include "connector/app/admin/audit.h"
#include "connector/app/admin/mapping_draft.h"
#include "connector/app/admin/passkey_desk.h"

#include <algorithm>

namespace crosswalk {
namespace {

struct Row {
    std::string_view name{};
    CommandAnswer (*run)(AdminService&, const CommandRequest&) = nullptr;
    bool acts = false;  // it changes something: the log says who did it
};
constexpr Row kCommands[] = {
    {"status", command_status},
    {"books", command_books},
    {"compare", command_compare, true},
    {"compare last", command_compare_last},
    {"connect begin", command_connect_begin, true},
    {"connect state", command_connect_state},
    {"call get", command_call_get},
    {"disconnect", command_disconnect, true},
    {"backfill", command_backfill, true},
    {"backfill state", command_backfill_state},
    {"pause", command_pause, true},
    {"call take", command_call_take},
    {"resume", command_resume, true},
    {"user invite", command_user_invite, true},
    {"user list", command_user_list},
    {"user disable", command_user_disable, true},
    {"user enable", command_user_enable, true},
    {"token create", command_token_create, true},
    {"token list", command_token_list},
    {"token end", command_token_end, true},
    {"session list", command_session_list},
    {"session end", command_session_end, true},
    {"passkey list", command_passkey_list},
    {"passkey end", command_passkey_end, true},
    {"log list", command_log_list},
    {"log check", command_log_check},
    {"lead show", command_lead_show},
    {"lead history", command_lead_history},
    {"lead list", command_lead_list},
    {"lead search", command_lead_search},
    {"lead timeline", command_lead_timeline},
    {"lead why", command_lead_why},
    {"lead sync", command_lead_sync, true},
    {"lead erase", command_lead_erase, true},
    {"parked list", command_parked_list},
    {"parked causes", command_parked_causes},
    {"parked replay", command_parked_replay, true},
    {"parked drop", command_parked_drop, true},
    {"parked choose", command_parked_link, true},  // its name until there was more to decide
    {"parked link", command_parked_link, true},
    {"parked join", command_parked_join, true},
    {"parked keep-apart", command_parked_keep_apart, true},
    {"mapping show", command_mapping_show},
    {"mapping plan", command_mapping_plan},
    {"mapping check", command_mapping_check},
    {"mapping version", command_mapping_version},
    {"mapping activate", command_mapping_activate, true},
    {"mapping diff", command_mapping_diff},
    {"mapping history", command_mapping_history},
    {"mapping undo", command_mapping_undo, true},
    {"what-if", command_what_if},
    {"agreement", command_agreement},
    {"review", command_review},
    {"handoffs list", command_handoffs_list},
    {"handoffs show", command_handoffs_show},
    {"handoffs explain", command_handoffs_explain},
    {"handoffs accept", command_handoffs_accept, true},
    {"handoffs reject", command_handoffs_reject, true},
    {"handoffs reassign", command_handoffs_reassign, true},
    {"handoffs contact", command_handoffs_contact, true},
};

}  // namespace

std::string CommandRequest::text(std::string_view name) const {
    const auto* value = args.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> CommandRequest::number(std::string_view name) const {
    const auto* value = args.if_contains(name);
    if (value == nullptr || !value->is_int64()) return {};
    return value->get_int64();
}

bool CommandRequest::flag(std::string_view name) const {
    const auto* value = args.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

namespace {

// Whoever asks, and by whatever way: a text that is kept and shown must be short and readable.
std::optional<Fault> bad_argument(const CommandRequest& request) {
    constexpr std::size_t kLongest = 1'024, kLongestPath = 4'096;
    for (const auto& [name, value] : request.args) {
        const std::string_view text =
            value.is_string() ? std::string_view(value.get_string()) : std::string_view();
        if (text.size() > (name == "folder" ? kLongestPath : kLongest))
            return Fault{
                "command.too_long",
                "'" + std::string(name) + "' is too long.",
                "Use at most " + std::to_string(kLongest) + " bytes."};
        if (!is_printable(text))
            return Fault{
                "command.bad_text",
                "'" + std::string(name) + "' holds control or invisible characters, or is not UTF-8.",
                "Write it again as plain text in one line."};
    }
    return {};
}

}  // namespace

CommandAnswer run_command(AdminService& admin, const CommandRequest& request) {
    if (const auto bad = bad_argument(request)) return answer_of(*bad, kUsage);
    for (const Row& row : kCommands)
        if (row.name == request.command) {
            CommandAnswer answer = row.run(admin, request);
            if (row.acts) note_act(admin, request, answer);
            return answer;
        }
    return answer_of(
        Fault{
            "command.unknown",
            "There is no command '" + request.command + "'.",
            "`crosswalk --help` lists them."},
        kUsage
    );
}

std::vector<std::string> admin_commands() {
    std::vector<std::string> names;
    for (const Row& row : kCommands) names.emplace_back(row.name);
    return names;
}

}  // namespace crosswalk
