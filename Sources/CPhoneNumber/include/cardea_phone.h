/* libphonenumber as plain C. Built as a library of its own, libcardea-phone.so, which PhoneNumbers opens on first use:
   it brings ICU and protobuf along, and most servers never read a phone number. */
#ifndef CARDEA_PHONE_H
#define CARDEA_PHONE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reads `text`; `region` (ISO 3166, upper case, may be empty) says where a number without a plus sign is from.
   Writes five lines to `output`: E.164, calling code, region or nothing, national number, 1 when the number is valid
   and 0 when not. Returns the number of bytes written, 0 when `text` is no possible number, -1 when they do not fit. */
long cardea_phone_parse(const char *text, const char *region, char *output, size_t capacity);

/* Writes a line `DE 49` for each region that has a calling code. Returns as above. */
long cardea_phone_regions(char *output, size_t capacity);

/* Writes a line `DE Deutschland` for each of those regions, named in `language` (RFC 5646) by ICU and in the order of
   its alphabet. Returns as above, 0 when ICU does not know the language. */
long cardea_phone_region_names(const char *language, char *output, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
