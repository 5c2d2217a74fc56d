#include "connector/app/admin/rollout_format.h"

namespace crosswalk {
namespace {

std::string part(std::int64_t n, const std::string& what) {
    return n == 0 ? std::string{} : ", " + std::to_string(n) + what;
}

std::string_view state_of(const Rollout& job, std::int64_t in_force) {
    if (job.phase == Rollout::Phase::done) return "done";
    return job.version == in_force ? "under_way" : "replaced";
}

}  // namespace

std::string rollout_line(const std::optional<Rollout>& job, std::int64_t version, std::int64_t in_force) {
    if (!job) return version == in_force ? "nobody to bring along" : "";
    const std::string_view state = state_of(*job, in_force);
    std::string out = state == "done"        ? "done"
                      : state == "under_way" ? "under way"
                                             : "cut short by the next version";
    out += ": " + std::to_string(job->people) + (job->people == 1 ? " person" : " people") + ", " +
           std::to_string(job->changed) + " changed";
    return out + part(job->promoted, " promoted") + part(job->held_back, " held back by `surge`") +
           part(job->put_back, " values put back") +
           part(job->left_changed, " left, since somebody changed them") +
           part(job->left_unknown, " left, since nobody knows what stood there before") +
           part(job->left_out, " left in tools that are not mapped any more");
}

boost::json::value json_of(const std::optional<Rollout>& job, std::int64_t in_force) {
    if (!job) return nullptr;
    return boost::json::object{
        {"state", state_of(*job, in_force)},
        {"restage", job->restage},
        {"people", job->people},
        {"changed", job->changed},
        {"promoted", job->promoted},
        {"held_back", job->held_back},
        {"put_back", job->put_back},
        {"left_changed", job->left_changed},
        {"left_unknown", job->left_unknown},
        {"left_out", job->left_out},
        {"since", json_of(std::optional(job->since))},
        {"ended", json_of(job->ended)}};
}

boost::json::object json_of(const MappingVersion& version) {
    return {
        {"version", version.number},
        {"author", version.author},
        {"at", crosswalk::json_of(std::optional(version.at))},
        {"undoes", version.undoes == 0 ? boost::json::value(nullptr) : boost::json::value(version.undoes)}};
}

std::string what_was_done(const MappingVersion& version) {
    return version.undoes == 0 ? std::string("activated") : "undo of " + std::to_string(version.undoes);
}

}  // namespace crosswalk
