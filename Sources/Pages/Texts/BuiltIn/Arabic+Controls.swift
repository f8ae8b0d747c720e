extension BuiltInTexts {
    static let arabicDisplayControls: [String: String] = [
        "QrCodeControl.title_text": "امسح هذا الرمز",
        "QrCodeControl.instruction_text": "افتح تطبيق المصادقة، وأضف حسابًا، ووجّه الكاميرا إلى هنا.",
        "QrCodeControl.link_text": "فتح في تطبيق على هذا الجهاز",
        "QrCodeControl.error_msg": "تعذّر إنشاء الرمز. ارجع وابدأ من جديد.",
        "AuthenticatorInfoControl.title_text": "هل تعذّر مسح الرمز؟",
        "AuthenticatorInfoControl.info_msg": "اكتب هذا في تطبيق المصادقة. المفتاح لك وحدك.",
        "AuthenticatorInfoControl.account_name": "الحساب",
        "AuthenticatorInfoControl.display_prefix": "المفتاح",
        "AuthenticatorAppIconControl.title_text": "الحصول على تطبيق مصادقة",
        "AuthenticatorAppIconControl.info_msg": "أي تطبيق للرموز المؤقتة يصلح. إن لم يكن لديك تطبيق بعد فاستخدم هذا:",
        "AuthenticatorAppIconControl.link_text_ios": "تطبيق Microsoft Authenticator لأجهزة iPhone",
        "AuthenticatorAppIconControl.link_text_android": "تطبيق Microsoft Authenticator لأجهزة Android",
        "CaptchaControl.DisplayName": "أثبت أنك إنسان",
        "CaptchaControl.captchatype_visual_title": "صورة فيها حروف وأرقام",
        "CaptchaControl.captchatype_visual_help": "اكتب الحروف والأرقام التي تراها",
        "CaptchaControl.captchatype_audio_help": "إجابتك",
        "CaptchaControl.newCaptcha_arialabel": "عرض مهمة أخرى",
        "CaptchaControl.switch_to_question": "الإجابة عن سؤال بدلًا من ذلك",
        "CaptchaControl.switch_to_image": "عرض صورة بدلًا من ذلك",
        "CaptchaControl.charsnotmatched_error": "ليس هذا هو المطلوب. إليك مهمة أخرى.",
        "CaptchaControl.api_error": "تعذّر إعداد مهمة لك. اعرض مهمة أخرى.",
        "CaptchaControl.captcha_resolved": "شكرًا. يمكنك المتابعة.",
        "CaptchaControl.question": "اكتب الكلمة رقم {0} والكلمة رقم {1} من هذه الكلمات: {2}",
        "CaptchaControl.words_in_line": "{0}، {1}",
        "CaptchaControl.words": arabicWords,
    ]

    /// Everyday words that sound unlike each other.
    private static let arabicWords = """
        تفاحة, جسر, شمعة, دلفين, محرك, غابة, حديقة, ميناء, جزيرة, معطف, إبريق, فانوس, مرآة, إبرة, برتقال, قلم, \
        ربع, فضة, طاولة, مظلة, قرية, نافذة, أصفر, نهر
        """
}
