#include "connector/app/cli/relay_sender.h"

#include "connector/app/admin/control_socket.h"
#include "connector/contract/json_read.h"

namespace crosswalk {
namespace {

Result<HttpResponse> response_in(const CommandAnswer& said) {
    if (said.exit != kFine)
        return Fault{
            std::string(text_at(said.data, "/error/code")),
            std::string(text_at(said.data, "/error/what")),
            std::string(text_at(said.data, "/error/remedy"))};
    HttpResponse out{.body = std::string(text_at(said.data, "/body"))};
    if (const auto* status = value_at(said.data, "/status"); status != nullptr && status->is_int64())
        out.status = static_cast<int>(status->get_int64());
    if (const auto* headers = value_at(said.data, "/headers"); headers != nullptr && headers->is_object())
        for (const auto& [name, value] : headers->get_object())
            if (value.is_string()) out.headers[std::string(name)] = std::string(value.get_string());
    return out;
}

class RelaySender final : public Sender {
public:
    RelaySender(const Config& config, std::unique_ptr<Sender> others) : config_(config), others_(std::move(others)) {}

    Result<HttpResponse> send(std::string_view connection, const HttpRequest& request) override {
        const ConnectionConfig* named = config_.connection(connection);
        if (named == nullptr || !named->in_a_browser || request.method != "GET")
            return others_->send(connection, request);
        boost::json::object headers;
        for (const auto& [name, value] : request.headers) headers[name] = value;
        const auto said = ask_service(
            config_.store_path,
            {"call get",
             {{"connection", connection}, {"path", request.path}, {"headers", std::move(headers)}},
             ""}
        );
        if (!said) return said.error();
        return *said ? response_in(**said) : others_->send(connection, request);
    }
    void forget_credential(std::string_view connection) override { others_->forget_credential(connection); }
    std::string scrubbed(std::string words) const override { return others_->scrubbed(std::move(words)); }
    void stop() override { others_->stop(); }

private:
    const Config& config_;
    const std::unique_ptr<Sender> others_;
};

}  // namespace

std::unique_ptr<Sender> make_relay_sender(const Config& config, std::unique_ptr<Sender> others) {
    return std::make_unique<RelaySender>(config, std::move(others));
}

}  // namespace crosswalk
