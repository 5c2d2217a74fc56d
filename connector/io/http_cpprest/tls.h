// connector/io/http_cpprest/tls.h - TLS 1.3, or 1.2 with modern suites, with words for what goes wrong.
#pragma once

#include "connector/io/http_cpprest/call.h"

#include <boost/asio/ssl/context.hpp>

namespace crosswalk {

// Sets up one connection's TLS: minimum version, suites, the extra authorities of `ca_file` (PEM; may be empty), the
// reason when a certificate is refused, and the count of received bytes. Certificates are always checked.
void prepare_tls(boost::asio::ssl::context&, const std::shared_ptr<CallInFlight>&, const std::string& ca_file);

}  // namespace crosswalk
