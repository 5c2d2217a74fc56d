// connector/io/http_cpprest/verdict.h - what the end of a call means. Pure.
#pragma once

#include "connector/io/http_cpprest/call.h"
#include "connector/io/http_cpprest/url.h"

namespace crosswalk {

// The answer when it is whole, and otherwise a Fault that says whether the vendor may have carried the
// request out.
Result<HttpResponse> verdict_of(CallInFlight::Outcome, const BaseUrl&, const HttpRequest&);

Fault stopped_fault();
Fault unsendable(const BaseUrl&);

}  // namespace crosswalk
