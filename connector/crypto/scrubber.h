// connector/crypto/scrubber.h - takes our secrets out of texts that others wrote.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace crosswalk::crypto {

// Every text of a vendor passes here before it is stored, logged or shown. A secret is found however it was
// encoded on the way: percent-encoded, escaped for JSON or HTML, as base64 (also inside a longer one, such as
// Basic's "user:password"), or several of these. Its place is taken by "[secret]". Safe to share between
// threads.
class Scrubber {
public:
    Scrubber();
    ~Scrubber();
    Scrubber(const Scrubber&) = delete;
    Scrubber& operator=(const Scrubber&) = delete;

    // Of the configuration. What is shorter than six bytes is no secret; of a PEM file its lines are.
    void learn(std::string_view secret);
    // Of a session: only the latest of these are remembered.
    void learn_passing(std::string_view secret);

    // For data: nothing but whole secrets is taken out, so that what people typed stays as it is.
    std::string without_secrets(std::string text) const;
    // For messages: also the first or last twelve or more bytes of a long secret, and what looks like a
    // credential of anybody: "Bearer ...", "access_token=...", "Api-Token: ...", a JWT, a private key.
    std::string without_credentials(std::string text) const;

private:
    struct Known;
    std::shared_ptr<const Known> known() const;
    void rebuild();

    mutable std::mutex mutex_{};
    std::vector<std::string> lasting_{};
    std::deque<std::string> passing_{};
    std::shared_ptr<const Known> known_;
};

}  // namespace crosswalk::crypto
