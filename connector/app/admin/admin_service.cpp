#include "connector/app/admin/admin_service.h"

#include "connector/app/admin/admin_handoffs.h"
#include "connector/crypto/crypto.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::string_view kTokens = "token/";
constexpr std::size_t kTokenBytes = 32;

struct Row {
    std::string_view name{};
    CommandAnswer (*run)(AdminService&, const CommandRequest&) = nullptr;
};
constexpr Row kCommands[] = {
    {"status", command_status},
    {"books", command_books},
    {"compare", command_compare},
    {"compare last", command_compare_last},
    {"pause", command_pause},
    {"call take", command_call_take},
    {"resume", command_resume},
    {"token create", command_token_create},
    {"lead show", command_lead_show},
    {"lead history", command_lead_history},
    {"lead sync", command_lead_sync},
    {"lead erase", command_lead_erase},
    {"parked list", command_parked_list},
    {"parked replay", command_parked_replay},
    {"parked drop", command_parked_drop},
    {"parked choose", command_parked_link},  // its name until there was more to decide
    {"parked link", command_parked_link},
    {"parked join", command_parked_join},
    {"parked keep-apart", command_parked_keep_apart},
    {"mapping show", command_mapping_show},
    {"mapping activate", command_mapping_activate},
    {"mapping diff", command_mapping_diff},
    {"mapping history", command_mapping_history},
    {"mapping undo", command_mapping_undo},
    {"what-if", command_what_if},
    {"agreement", command_agreement},
    {"review", command_review},
    {"handoffs list", command_handoffs_list},
    {"handoffs show", command_handoffs_show},
    {"handoffs explain", command_handoffs_explain},
    {"handoffs accept", command_handoffs_accept},
    {"handoffs reject", command_handoffs_reject},
    {"handoffs reassign", command_handoffs_reassign},
    {"handoffs contact", command_handoffs_contact},
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
        if (row.name == request.command) return row.run(admin, request);
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

Result<std::string> create_token(Store& store, std::string_view author, Millis now) {
    std::string token = crypto::base64url(crypto::random_bytes(kTokenBytes));
    const std::string name = std::string(kTokens) + crypto::hex(crypto::sha256(token));
    const std::string about =
        boost::json::serialize(boost::json::object{{"author", author}, {"at", json_of(std::optional(now))}});
    const auto kept = run_one(store, [&](Transaction& tx) { return tx.settings.put(name, about); });
    if (!kept) return kept.error();
    return {boost::system::in_place_value, std::move(token)};
}

bool token_is_good(Store& store, std::string_view token) {
    const std::string given = std::string(kTokens) + crypto::hex(crypto::sha256(token));
    bool good = false;
    const auto read = store.read([&](Transaction& tx) -> Result<void> {
        const auto kept = tx.settings.starting_with(kTokens);
        if (!kept) return kept.error();
        for (const auto& [name, about] : *kept) good = crypto::equal_in_constant_time(name, given) || good;
        return {};
    });
    return read.has_value() && good;
}

CommandAnswer command_token_create(AdminService& admin, const CommandRequest& request) {
    auto token = create_token(admin.store, request.author, admin.clock.now());
    if (!token) return answer_of(token.error());
    return {.text = *token + "\n", .data = {{"token", *token}}};
}

}  // namespace crosswalk
