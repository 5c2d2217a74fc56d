// connector/contract/paging.h - how a list goes on from page to page, as data.
#pragma once

#include "connector/contract/call.h"

namespace crosswalk {

// How a list goes on behind a page.
struct Paging {
    enum class By { none, token, link, offset, page };
    By by = By::none;
    std::string_view next{};   // of token and link: where the answer tells it
    std::string_view param{};  // the query parameter that carries token, offset or page
    std::size_t rows = 100;    // a full page: behind it an offset or a page goes on
};

// The same call for the next page; none behind the last. `rows`: of the page that was answered.
Calls turn_page(const Paging&, const Call&, const Answer&, std::size_t rows);
// A path with one query parameter set, or set anew.
std::string with_parameter(std::string_view path, std::string_view name, std::string_view value);

}  // namespace crosswalk
