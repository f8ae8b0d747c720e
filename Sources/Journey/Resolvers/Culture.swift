/// What `{Culture:…}` says of a language tag: the region and the Windows language number (LCID) that go with it.
struct Culture {
    let language: String
    let region: String
    let lcid: Int

    /// LOCALE_CUSTOM_UNSPECIFIED: what Windows has for a language without a number.
    private static let unnumbered = 0x1000

    init(_ tag: String) {
        let parts = tag.split(separator: "-").map(String.init)
        let language = Ordinal.lowercase(parts.first ?? "en")
        let given = parts.dropFirst().first { $0.utf8.count == 2 }.map(Ordinal.uppercase)
        let script = parts.dropFirst().first { $0.utf8.count == 4 }.map(Ordinal.lowercase)
        let region = given ?? (script == "hant" ? "TW" : Culture.regions[language]) ?? ""
        self.language = language
        self.region = region
        lcid = Culture.numbers["\(language)-\(region)"] ?? Culture.unnumbered
    }

    /// The region that a language alone stands for.
    private static let regions = [
        "ar": "SA", "bg": "BG", "bn": "IN", "ca": "ES", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "en": "US",
        "es": "ES", "et": "EE", "fi": "FI", "fr": "FR", "gu": "IN", "he": "IL", "hi": "IN", "hr": "HR", "hu": "HU",
        "id": "ID", "it": "IT", "ja": "JP", "kk": "KZ", "kn": "IN", "ko": "KR", "lt": "LT", "lv": "LV", "ml": "IN",
        "mr": "IN", "ms": "MY", "nb": "NO", "nl": "NL", "no": "NO", "pa": "IN", "pl": "PL", "pt": "BR", "ro": "RO",
        "ru": "RU", "sk": "SK", "sl": "SI", "sr": "RS", "sv": "SE", "ta": "IN", "te": "IN", "th": "TH", "tr": "TR",
        "uk": "UA", "vi": "VN", "zh": "CN",
    ]

    private static let numbers = [
        "ar-SA": 1025, "bg-BG": 1026, "bn-IN": 1093, "ca-ES": 1027, "cs-CZ": 1029, "da-DK": 1030, "de-AT": 3079,
        "de-CH": 2055, "de-DE": 1031, "de-LI": 5127, "de-LU": 4103, "el-GR": 1032, "en-AU": 3081, "en-CA": 4105,
        "en-GB": 2057, "en-IE": 6153, "en-IN": 16393, "en-NZ": 5129, "en-US": 1033, "en-ZA": 7177, "es-AR": 11274,
        "es-ES": 3082, "es-MX": 2058, "et-EE": 1061, "fi-FI": 1035, "fr-BE": 2060, "fr-CA": 3084, "fr-CH": 4108,
        "fr-FR": 1036, "fr-LU": 5132, "gu-IN": 1095, "he-IL": 1037, "hi-IN": 1081, "hr-HR": 1050, "hu-HU": 1038,
        "id-ID": 1057, "it-CH": 2064, "it-IT": 1040, "ja-JP": 1041, "kk-KZ": 1087, "kn-IN": 1099, "ko-KR": 1042,
        "lt-LT": 1063, "lv-LV": 1062, "ml-IN": 1100, "mr-IN": 1102, "ms-MY": 1086, "nb-NO": 1044, "nl-BE": 2067,
        "nl-NL": 1043, "no-NO": 1044, "pa-IN": 1094, "pl-PL": 1045, "pt-BR": 1046, "pt-PT": 2070, "ro-RO": 1048,
        "ru-RU": 1049, "sk-SK": 1051, "sl-SI": 1060, "sv-SE": 1053, "ta-IN": 1097, "te-IN": 1098, "th-TH": 1054,
        "tr-TR": 1055, "uk-UA": 1058, "vi-VN": 1066, "zh-CN": 2052, "zh-HK": 3076, "zh-TW": 1028,
    ]
}
