// How often an account is asked by itself.
#include "connector/app/config/config_connection.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::minutes kPollByDefault{5}, kBackWebhooks{15};
constexpr std::chrono::hours kMostOften{1};  // a comparison

bool tells_since(const Manifest& manifest) {
    return std::ranges::any_of(manifest.objects, [](const ObjectPlan& plan) {
        return std::ranges::count(plan.reads, Reading::since) > 0;
    });
}

void read_poll(YamlReading& in, YamlSection& connection, ConnectionConfig& out) {
    const Manifest& manifest = out.adapter->manifest;
    const bool can = tells_since(manifest);
    const auto node = connection.take("poll");
    if (!node) {
        if (!can) return;
        out.poll = manifest.poll_by_default ? kPollByDefault : kBackWebhooks;
        out.backs_webhooks = !manifest.poll_by_default;
        return;
    }
    if (node->IsScalar() && node->Scalar() == "never") return;
    out.poll = read_duration(in, *node, connection.full("poll"));
    if (out.poll && out.poll->count() == 0)
        in.complain(
            node->Mark(),
            "config.poll_too_often",
            "A poll without a pause would use up the account's limits",
            "Write 5 minutes, or never"
        );
    if (!can)
        in.complain(
            node->Mark(),
            "config.cannot_poll",
            connection.full("poll") + ": this vendor cannot say what changed since a moment",
            "Remove it"
        );
}

void read_compare(YamlReading& in, YamlSection& connection, ConnectionConfig& out) {
    const auto node = connection.take("compare");
    if (!node || (node->IsScalar() && node->Scalar() == "never")) return;
    out.compare = read_duration(in, *node, connection.full("compare"));
    if (out.compare && *out.compare < kMostOften)
        in.complain(
            node->Mark(),
            "config.compare_too_often",
            "A comparison reads the whole account; more than once an hour would use up its limits",
            "Write 24 hours, or never"
        );
    if (!tells_since(out.adapter->manifest))
        in.complain(
            node->Mark(),
            "config.cannot_compare",
            connection.full("compare") + ": this vendor cannot say what changed since a moment",
            "Remove it"
        );
}

}  // namespace

void read_sweeps(YamlReading& in, YamlSection& connection, ConnectionConfig& out) {
    read_poll(in, connection, out);
    read_compare(in, connection, out);
}

}  // namespace crosswalk
