// connector/app/daemon/edge_page.h - what people see of the public edge in a browser.
#pragma once

#include "webhooks/server/http_server.h"

namespace crosswalk {

// A page that loads nothing, is kept nowhere and tells nobody where it was. `inner` is HTML, the title is not.
ServerAnswer edge_page(int status, std::string_view language, const std::string& title, const std::string& inner);
// The same without a page.
ServerAnswer edge_text(int status, std::string body);

}  // namespace crosswalk
