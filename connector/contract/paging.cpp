#include "connector/contract/paging.h"

#include "connector/contract/json_read.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <cstdlib>

namespace crosswalk {

std::string with_parameter(std::string_view path, std::string_view name, std::string_view value) {
    const auto query = std::min(path.find('?'), path.size());
    std::string out(path.substr(0, query));
    char before = '?';
    auto rest = path.substr(std::min(query + 1, path.size()));
    while (!rest.empty()) {
        const auto one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        if (one.substr(0, one.find('=')) == name) continue;
        out += std::exchange(before, '&') + std::string(one);
    }
    return out + before + std::string(name) + "=" + percent_encode(value);
}

Calls turn_page(const Paging& paging, const Call& call, const Answer& answer, std::size_t rows) {
    Call next = call;
    const auto& path = call.request.path;
    const auto told = paging.next.empty() ? std::string() : scalar_at(answer.body, paging.next);
    const auto set = [&](std::string_view value) { next.request.path = with_parameter(path, paging.param, value); };
    // Where the page before began.
    const auto number = [&](std::size_t first) {
        const auto query = path.substr(std::min(path.find('?') + 1, path.size()));
        if (const auto pairs = parse_form(query))
            for (const auto& [name, value] : *pairs)
                if (name == paging.param) return static_cast<std::size_t>(std::strtoull(value.c_str(), nullptr, 10));
        return first;
    };
    switch (paging.by) {
        case Paging::By::token:
            if (told.empty()) return {};
            set(told);
            break;
        case Paging::By::link: {
            // Of a link only path and query count: whose host it is, the connection knows.
            const auto host = told.find("://");
            const auto at = host == std::string::npos ? 0 : told.find('/', host + 3);
            if (told.empty() || at == std::string::npos || told[at] != '/') return {};
            next.request.path = told.substr(at);
            break;
        }
        case Paging::By::offset:
            if (rows < paging.rows) return {};
            set(std::to_string(number(0) + rows));
            break;
        case Paging::By::page:
            if (rows < paging.rows) return {};
            set(std::to_string(number(1) + 1));
            break;
        case Paging::By::none:
            return {};
    }
    return {std::move(next)};
}

}  // namespace crosswalk
