// connector/app/console/console_files.h - the web console's files as they lie in the program, and the answers that carry
// them. Pure; anybody may call it at any time.
#pragma once

#include "webhooks/server/http_server.h"

#include <span>

namespace crosswalk {

struct ConsoleFile {
    std::string_view path{};  // "/assets/main-3F2A.js", whose name changes with its bytes; "/" is the page
    std::string_view content_type{};
    std::string_view gzip{};  // its bytes, compressed
};

// What connector/console/web/build.mjs made; empty when Crosswalk was built without its console.
std::span<const ConsoleFile> console_files();

// "/" and whatever is below "/assets/". These hold no data, so they are shown to everybody who knows the host.
bool is_console(std::string_view path);

// The page, one of its files, or 404 with what to do; with a policy under which the browser runs and loads nothing but
// these files. `request` asks for a path of the console.
ServerAnswer console_answer(std::span<const ConsoleFile>, const ServerRequest& request);

}  // namespace crosswalk
