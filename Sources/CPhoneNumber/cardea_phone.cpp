#include "cardea_phone.h"

#include <cstring>
#include <set>
#include <string>

#include <phonenumbers/phonenumberutil.h>

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
