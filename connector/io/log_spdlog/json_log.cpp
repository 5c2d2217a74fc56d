#include "connector/io/log_spdlog/json_log.h"

#include "connector/contract/text.h"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>

namespace crosswalk {
namespace {

constexpr std::array<std::string_view, 4> kWords = {"debug", "info", "warn", "error"};
constexpr std::array kLevels = {
    spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::string shown(std::string_view text) {
    const bool cut = text.size() > kMaxLogField;
    std::size_t end = std::min(text.size(), kMaxLogField);
    while (cut && end > 0 && continues_character(text[end])) --end;
    std::string out(text.substr(0, end));
    if (!is_utf8(out))
        for (char& c : out)
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    return cut ? out + "..." : out;
}

class JsonLog final : public Log {
public:
    JsonLog(spdlog::sink_ptr sink, Level least) : logger_("crosswalk", std::move(sink)) {
        logger_.set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v)", spdlog::pattern_time_type::utc);
        logger_.set_level(kLevels.at(static_cast<std::size_t>(least)));
        logger_.flush_on(spdlog::level::debug);
        logger_.set_error_handler([](const std::string&) {});
    }
    void write(
        Level level,
        std::string_view message,
        std::initializer_list<std::pair<std::string_view, std::string_view>> fields
    ) override {
        const auto at = kLevels.at(static_cast<std::size_t>(level));
        if (!logger_.should_log(at)) return;
        const std::string line = log_line(level, message, fields);
        logger_.log(at, spdlog::string_view_t(line.data() + 1, line.size() - 1));
    }

private:
    spdlog::logger logger_;
};

}  // namespace

std::string log_line(
    Level level,
    std::string_view message,
    std::initializer_list<std::pair<std::string_view, std::string_view>> fields
) {
    boost::json::object line;
    line["level"] = kWords.at(static_cast<std::size_t>(level));
    line["message"] = shown(message);
    for (const auto& [name, value] : fields) line[name] = shown(value);
    return boost::json::serialize(line);
}

std::unique_ptr<Log> make_json_log(Level least) {
    return std::make_unique<JsonLog>(std::make_shared<spdlog::sinks::stderr_sink_mt>(), least);
}

std::unique_ptr<Log> make_json_log(std::ostream& out, Level least) {
    return std::make_unique<JsonLog>(std::make_shared<spdlog::sinks::ostream_sink_mt>(out), least);
}

}  // namespace crosswalk
