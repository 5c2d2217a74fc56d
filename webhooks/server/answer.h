// webhooks/server/answer.h - an answer as the bytes that leave.
#pragma once

#include "webhooks/server/http_server.h"

#include <ctime>
#include <string>

namespace crosswalk {

struct AnswerForm {
    bool without_body = false;  // of a HEAD: the length is told, the body is not
    bool close = false;
    std::time_t now = 0;  // for the Date header
};

// Appends to `out`. A header that could end its line is left out.
void write_answer(std::string& out, const ServerAnswer&, const AnswerForm&);

// What the server says by itself when it refuses, is too busy or gives up.
ServerAnswer own_answer(int status, std::string_view why);
// The same in the words of `busy_answer`, where the request would be welcome at another time.
ServerAnswer own_answer(
    const ServerLimits&, int status, std::string_view why, std::string_view method, std::string_view target
);

}  // namespace crosswalk
