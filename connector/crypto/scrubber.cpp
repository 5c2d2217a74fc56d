#include "connector/crypto/scrubber.h"

#include "connector/crypto/crypto.h"
#include "connector/crypto/text_spans.h"

#include <algorithm>
#include <bitset>
#include <cstring>
#include <unordered_map>

namespace crosswalk::crypto {
// One spelling of a secret.
struct Form {
    enum class Kind { whole, base64, start, end };
    std::string text{};
    Kind kind = Kind::whole;
    std::size_t secret = 0;
};

namespace {

constexpr std::size_t kKey = 6;          // bytes by which a form is looked up
constexpr std::size_t kShortestInData = 8, kShortestLine = 16;
constexpr std::size_t kLong = 20, kPart = 12;  // of a long secret, so much gives it away
constexpr std::size_t kBase64Edge = 4;         // characters at its ends that also hold its neighbours' bits
constexpr std::size_t kMostPassing = 64;
constexpr std::size_t kWindow = 262'144, kMostEscaped = 6;  // "\u0041": bytes for one

bool has_escapes(std::string_view text) {
    constexpr std::string_view kEscapes = "%\\&";
    return std::ranges::any_of(kEscapes, [&](char c) { return text.find(c) != std::string_view::npos; });
}

bool is_base64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '-' || c == '_' || c == '=';
}

// The bytes of a secret fall on base64's groups of three in one of three ways. What always looks the same is
// what holds no bits of a neighbour.
std::vector<std::string> base64_forms(std::string_view secret) {
    std::vector<std::string> out;
    for (std::size_t shift = 0; shift < 3; ++shift) {
        const std::string bytes = std::string(shift, '\0') + std::string(secret);
        const std::size_t first = (shift * 8 + 5) / 6, last = bytes.size() * 8 / 6;
        if (last < first + kKey) continue;
        out.push_back(base64(bytes).substr(first, last - first));
        out.push_back(base64url(bytes).substr(first, last - first));
    }
    return out;
}

std::uint64_t key_of(const char* bytes) {
    std::uint64_t key = 0;
    std::memcpy(&key, bytes, kKey);
    return key;
}
std::size_t bit_of(std::uint64_t key) { return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15U) >> 48U); }

}  // namespace

// Never changed once it is made.
struct Scrubber::Known {
    std::vector<std::string> secrets{};
    std::vector<Form> forms{};
    std::unordered_multimap<std::uint64_t, std::size_t> by_key{};
    std::bitset<65'536> keys{};
    std::size_t longest = 0;

    void add(Form form) {
        const std::uint64_t key = key_of(form.text.data());
        keys.set(bit_of(key));
        by_key.emplace(key, forms.size());
        forms.push_back(std::move(form));
    }
    void add_secret(const std::string& secret) {
        const std::size_t index = secrets.size();
        secrets.push_back(secret);
        longest = std::max(longest, secret.size());
        add({secret, Form::Kind::whole, index});
        for (std::string& form : base64_forms(secret)) add({std::move(form), Form::Kind::base64, index});
        if (secret.size() < kLong) return;
        add({secret.substr(0, kPart), Form::Kind::start, index});
        add({secret.substr(secret.size() - kPart), Form::Kind::end, index});
    }

    bool wanted(const Form& form, bool data) const {
        const bool part = form.kind == Form::Kind::start || form.kind == Form::Kind::end;
        return !data || (!part && secrets[form.secret].size() >= kShortestInData);
    }
    // Where the form stands at `at`, with all of the secret around it.
    Span around(const Form& form, std::string_view text, std::size_t at) const {
        const std::string& secret = secrets[form.secret];
        Span span{at, at + form.text.size()};
        std::size_t from = secret.size() - form.text.size(), to = form.text.size();
        switch (form.kind) {
            case Form::Kind::whole:
                break;
            case Form::Kind::base64:
                for (std::size_t i = 0; i < kBase64Edge && span.begin > 0; ++i, --span.begin)
                    if (!is_base64(text[span.begin - 1])) break;
                for (std::size_t i = 0; i < kBase64Edge && span.end < text.size(); ++i, ++span.end)
                    if (!is_base64(text[span.end])) break;
                break;
            case Form::Kind::start:
                while (span.end < text.size() && to < secret.size() && text[span.end] == secret[to])
                    ++span.end, ++to;
                break;
            case Form::Kind::end:
                while (span.begin > 0 && from > 0 && text[span.begin - 1] == secret[from - 1])
                    --span.begin, --from;
                break;
        }
        return span;
    }

    // `origin`: where the bytes of the text came from, where they were escaped.
    void find(
        std::string_view text, const View* origin, bool data, std::size_t offset, std::vector<Span>& found
    ) const {
        for (std::size_t i = 0; i + kKey <= text.size(); ++i) {
            const std::uint64_t key = key_of(text.data() + i);
            if (!keys.test(bit_of(key))) continue;
            const auto [from, to] = by_key.equal_range(key);
            for (auto it = from; it != to; ++it) {
                const Form& form = forms[it->second];
                if (!wanted(form, data) || !text.substr(i).starts_with(form.text)) continue;
                const Span here = around(form, text, i), span = origin == nullptr ? here : origin->origin_of(here);
                found.push_back({span.begin + offset, span.end + offset});
            }
        }
    }

    // The text as it is, and with its escapes undone once and twice.
    std::vector<Span> find_all(std::string_view text, bool data) const {
        std::vector<Span> found;
        const std::size_t overlap = longest * kMostEscaped * 2;
        for (std::size_t start = 0; start < text.size(); start += kWindow) {
            const std::string_view window = text.substr(start, kWindow + overlap);
            find(window, nullptr, data, start, found);
            if (!has_escapes(window)) continue;
            View view = view_of(window);
            for (int depth = 0; depth < 2 && has_escapes(view.text); ++depth) {
                const std::size_t before = view.text.size();
                view = unescaped(view);
                if (view.text.size() == before) break;  // nothing was an escape
                find(view.text, &view, data, start, found);
            }
        }
        return found;
    }
};

Scrubber::Scrubber() : known_(std::make_shared<Known>()) {}
Scrubber::~Scrubber() = default;

std::shared_ptr<const Scrubber::Known> Scrubber::known() const {
    const std::lock_guard lock(mutex_);
    return known_;
}

void Scrubber::rebuild() {
    auto all = std::make_shared<Known>();
    for (const std::string& secret : lasting_) all->add_secret(secret);
    for (const std::string& secret : passing_) all->add_secret(secret);
    known_ = std::move(all);
}

void Scrubber::learn(std::string_view secret) {
    const std::lock_guard lock(mutex_);
    if (secret.find("-----BEGIN") != std::string_view::npos) {
        while (!secret.empty()) {
            const std::string_view line = secret.substr(0, secret.find_first_of("\r\n"));
            if (line.size() >= kShortestLine && !line.starts_with('-')) lasting_.emplace_back(line);
            secret.remove_prefix(std::min(line.size() + 1, secret.size()));
        }
    } else if (secret.size() >= kKey) {
        lasting_.emplace_back(secret);
    }
    rebuild();
}

void Scrubber::learn_passing(std::string_view secret) {
    const std::lock_guard lock(mutex_);
    if (secret.size() < kKey || std::ranges::find(passing_, secret) != passing_.end()) return;
    passing_.emplace_back(secret);
    if (passing_.size() > kMostPassing) passing_.pop_front();
    rebuild();
}

std::string Scrubber::without_secrets(std::string text) const {
    auto spans = known()->find_all(text, true);
    return replaced(std::move(text), std::move(spans));
}

std::string Scrubber::without_credentials(std::string text) const {
    auto secrets = known()->find_all(text, false);
    text = replaced(std::move(text), std::move(secrets));
    auto credentials = credentials_in(text);
    return replaced(std::move(text), std::move(credentials));
}

}  // namespace crosswalk::crypto
