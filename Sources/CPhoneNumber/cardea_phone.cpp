#include "cardea_phone.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <phonenumbers/phonenumberutil.h>
#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace {

long write(const std::string &text, char *output, size_t capacity) {
    if (text.size() > capacity) return -1;
    std::memcpy(output, text.data(), text.size());
    return static_cast<long>(text.size());
}

}  // namespace

// No exception may leave a C function.
extern "C" long cardea_phone_parse(const char *text, const char *region, char *output, size_t capacity) try {
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    const std::string from = *region ? region : "ZZ";
    PhoneNumber number;
    if (util.Parse(text, from, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return 0;
    if (!util.IsPossibleNumber(number)) return 0;

    std::string e164, national, home;
    util.Format(number, PhoneNumberUtil::E164, &e164);
    util.GetNationalSignificantNumber(number, &national);
    util.GetRegionCodeForNumber(number, &home);
    if (home == "ZZ" || home == "001") util.GetRegionCodeForCountryCode(number.country_code(), &home);
    if (home == "ZZ" || home == "001") home.clear();
    const std::string lines = e164 + "\n" + std::to_string(number.country_code()) + "\n" + home + "\n" + national + "\n" +
        (util.IsValidNumber(number) ? "1" : "0");
    return write(lines, output, capacity);
} catch (...) {
    return 0;
}

extern "C" long cardea_phone_regions(char *output, size_t capacity) try {
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    std::set<std::string> regions;
    util.GetSupportedRegions(&regions);
    std::string lines;
    for (const std::string &region : regions) {
        lines += region + " " + std::to_string(util.GetCountryCodeForRegion(region)) + "\n";
    }
    return write(lines, output, capacity);
} catch (...) {
    return 0;
}

extern "C" long cardea_phone_region_names(const char *language, char *output, size_t capacity) try {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale locale = icu::Locale::forLanguageTag(language, status);
    if (U_FAILURE(status) || locale.isBogus()) return 0;

    std::set<std::string> regions;
    PhoneNumberUtil::GetInstance()->GetSupportedRegions(&regions);
    std::vector<std::pair<std::string, icu::UnicodeString>> names;
    for (const std::string &region : regions) {
        UChar name[128];
        status = U_ZERO_ERROR;
        const int32_t length = uloc_getDisplayCountry(
            ("und_" + region).c_str(), locale.getName(), name, static_cast<int32_t>(std::size(name)), &status);
        if (U_FAILURE(status) || length >= static_cast<int32_t>(std::size(name))) continue;
        // The name would be of the machine's own language, or the bare code.
        if (status == U_USING_DEFAULT_WARNING) continue;
        names.emplace_back(region, icu::UnicodeString(name, length));
    }
    status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(locale, status));
    if (U_FAILURE(status)) return 0;
    std::sort(names.begin(), names.end(), [&](const auto &left, const auto &right) {
        UErrorCode ignored = U_ZERO_ERROR;
        return collator->compare(left.second, right.second, ignored) == UCOL_LESS;
    });

    std::string lines;
    for (const auto &name : names) {
        lines += name.first + " ";
        name.second.toUTF8String(lines);
        lines += "\n";
    }
    return write(lines, output, capacity);
} catch (...) {
    return 0;
}
