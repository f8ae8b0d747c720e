extension BuiltInTexts {
    /// Pages that make a passkey or ask for one.
    static let arabicPasskey: [String: String] = [
        "heading_register": "إنشاء مفتاح مرور",
        "intro_register": "في المرة القادمة تكفي بصمتك أو وجهك أو قفل الشاشة لتسجيل الدخول.",
        "heading_offer": "سجّل الدخول أسرع في المرة القادمة",
        "intro_offer": "مع مفتاح المرور تكفي بصمتك أو وجهك أو قفل الشاشة. لا شيء تتذكره ولا شيء يُعطى بالخطأ.",
        "heading_authenticate": "استخدم مفتاح المرور",
        "intro_authenticate": "يطلب جهازك بصمتك أو وجهك أو قفل الشاشة.",
        "button_register": "إنشاء مفتاح مرور",
        "button_authenticate": "استخدام مفتاح مرور",
        "button_again": "حاول مرة أخرى",
        "button_skip": "ليس الآن",
        "button_cancel": "إلغاء",
        "waiting": "ننتظر جهازك…",
        "noscript": "تحتاج مفاتيح المرور إلى JavaScript، وهو متوقف في هذا المتصفح. اختر طريقة أخرى.",
        "unknown_error": "لم ينجح ذلك. تحقق من اتصالك وحاول مرة أخرى.",
    ]

    /// What passkeys and decisions are refused with.
    static let arabicFactorErrors: [String: String] = [
        "UserMessageIfPasskeyInvalid": "لم يُقبل مفتاح المرور هذا. حاول مرة أخرى أو اختر طريقة أخرى.",
        "UserMessageIfPasskeyUnknown": "لا ينتمي مفتاح المرور هذا إلى أي حساب هنا. اختر مفتاحاً آخر أو طريقة أخرى.",
        "UserMessageIfPasskeyExpired": "استغرق ذلك وقتاً طويلاً. حاول مرة أخرى.",
        "UserMessageIfPasskeyCancelled": "لم يُستخدم أي مفتاح مرور. حاول حين تكون مستعداً أو اختر طريقة أخرى.",
        "UserMessageIfPasskeyUnsupported": "لا يستطيع هذا المتصفح استخدام مفاتيح المرور هنا. اختر طريقة أخرى.",
        "UserMessageIfPasskeyTooManyTries": "كانت المحاولات كثيرة جداً. ابدأ من جديد لاحقاً أو اختر طريقة أخرى.",
        "UserMessageIfPasskeyNotAccepted": "مفتاح المرور هذا غير مقبول هنا. استخدم مفتاحاً آخر أو طريقة أخرى.",
        "UserMessageIfPasskeyExists": "لديك مفتاح مرور على هذا الجهاز بالفعل.",
        "UserMessageIfPasskeyNeedsProof": "استخدم مفتاح مرور لديك قبل أن تضيف مفتاحاً آخر.",
        "UserMessageIfPasskeyCloned":
            "ربما نُسخ مفتاح المرور هذا، لذلك لم يُقبل. اختر طريقة أخرى وأخبر من يدير الخدمة.",
        "UserMessageIfBlocked": "لا يمكنك تسجيل الدخول من هنا الآن. اسأل من يدير الخدمة.",
    ]
}
