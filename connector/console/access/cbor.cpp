#include "connector/console/access/cbor.h"

namespace crosswalk::access {
namespace {

constexpr int kDeepest = 6;
constexpr std::size_t kMostParts = 64;

class CborReader {
public:
    explicit CborReader(std::string_view bytes) : bytes_(bytes) {}

    std::optional<CborValue> value(int depth) {
        if (depth > kDeepest || ++parts_ > kMostParts || at_ >= bytes_.size()) return {};
        const auto first = static_cast<unsigned char>(bytes_[at_++]);
        const unsigned major = first >> 5U;
        const auto length = argument(first & 0x1FU);
        if (!length || *length > INT64_MAX) return {};
        switch (major) {
            case 0: return CborValue{.kind = CborValue::Kind::number, .number = static_cast<std::int64_t>(*length)};
            case 1: return CborValue{.kind = CborValue::Kind::number, .number = -1 - static_cast<std::int64_t>(*length)};
            case 2: return stretch(CborValue::Kind::bytes, *length);
            case 3: return stretch(CborValue::Kind::text, *length);
            case 4: return array(*length, depth);
            case 5: return map(*length, depth);
            case 7: break;
            default: return {};
        }
        if ((first & 0x1FU) > 24) return {};  // a float
        return CborValue{.kind = CborValue::Kind::simple, .number = static_cast<std::int64_t>(*length)};
    }
    std::size_t taken() const { return at_; }

private:
    std::optional<std::uint64_t> argument(unsigned small) {
        if (small < 24) return small;
        if (small > 27) return {};
        const std::size_t size = std::size_t{1} << (small - 24);
        if (bytes_.size() - at_ < size) return {};
        std::uint64_t out = 0;
        for (std::size_t i = 0; i < size; ++i) out = (out << 8U) | static_cast<unsigned char>(bytes_[at_++]);
        return out;
    }
    std::optional<CborValue> stretch(CborValue::Kind kind, std::uint64_t length) {
        if (length > bytes_.size() - at_) return {};
        CborValue out{.kind = kind, .text = std::string(bytes_.substr(at_, static_cast<std::size_t>(length)))};
        at_ += static_cast<std::size_t>(length);
        return out;
    }
    std::optional<CborValue> array(std::uint64_t length, int depth) {
        CborValue out{.kind = CborValue::Kind::array};
        for (std::uint64_t i = 0; i < length; ++i) {
            auto item = value(depth + 1);
            if (!item) return {};
            out.items.push_back(std::move(*item));
        }
        return out;
    }
    std::optional<CborValue> map(std::uint64_t length, int depth) {
        CborValue out{.kind = CborValue::Kind::map};
        for (std::uint64_t i = 0; i < length; ++i) {
            auto key = value(depth + 1);
            auto item = key ? value(depth + 1) : std::nullopt;
            if (!item) return {};
            out.map.emplace_back(std::move(*key), std::move(*item));
        }
        return out;
    }

    std::string_view bytes_;
    std::size_t at_ = 0, parts_ = 0;
};

}  // namespace

const CborValue* CborValue::at(std::string_view key) const {
    for (const auto& [name, value] : map)
        if (name.kind == Kind::text && name.text == key) return &value;
    return nullptr;
}

const CborValue* CborValue::at(std::int64_t key) const {
    for (const auto& [name, value] : map)
        if (name.kind == Kind::number && name.number == key) return &value;
    return nullptr;
}

std::optional<std::pair<CborValue, std::size_t>> read_cbor(std::string_view bytes) {
    CborReader reader(bytes);
    auto value = reader.value(0);
    if (!value) return {};
    return std::pair{std::move(*value), reader.taken()};
}

}  // namespace crosswalk::access
