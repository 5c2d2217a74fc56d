// tests/support/consent_page.h - the part of a vendor where a person lets an app in: the page (which says yes or no by
// itself), codes that count once, refresh tokens that are replaced with each use.
#pragma once

#include <map>

#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

struct AppKey {
    std::string client_id{}, client_secret{};
};

// What a form at the token endpoint earned: an error in the words of RFC 6749, or the grant it belongs to.
struct Earned {
    std::string error{}, description{};
    int grant{};                  // 0: nothing; tokens of one grant end together
    std::string refresh_token{};  // empty: the one before stays
};

// Not thread-safe: a double calls it under its own lock.
class ConsentPage {
public:
    explicit ConsentPage(AppKey app) : app_(std::move(app)) {}

    void say_no() { says_no_ = true; }  // the person, the next time
    void rotate(bool on) { rotates_ = on; }

    // 302 back to the app, as a browser would follow it.
    Answer authorize(const Call&, std::int64_t now_ms);
    // A form with grant_type authorization_code or refresh_token.
    Earned earn(const Pairs& form, std::int64_t now_ms);
    // The grant that ended; 0: no such refresh token.
    int revoke(const std::string& refresh_token);
    // Every grant is over, as if an admin took the app out.
    std::vector<int> revoke_all();

    // The code of the last page that said yes.
    const std::string& last_code() const { return last_code_; }

private:
    struct Code {
        std::string redirect_uri{}, challenge{};
        std::int64_t until_ms{};
        int grant{};
        bool used{};
    };
    struct Refresh {
        int grant{};
        bool replaced{};
    };
    Earned earn_by_code(const Pairs& form, std::int64_t now_ms);
    Earned earn_by_refresh(const Pairs& form);
    std::string new_refresh(int grant);
    void end(int grant);

    const AppKey app_;
    bool says_no_{false}, rotates_{true};
    int grants_{};
    std::string last_code_;
    std::map<std::string, Code> codes_;
    std::map<std::string, Refresh> refresh_;
};

std::string form_value(const Pairs& form, std::string_view name);

}  // namespace crosswalk::doubles
