extension BuiltInTexts {
    static let arabicErrors: [String: String] = [
        // Directory and password.
        "DefaultMessage": "لم ينجح ذلك. راجع ما أدخلته وحاول مرة أخرى.",
        "UserMessageIfInvalidPassword": "البيانات غير متطابقة. راجع ما أدخلته، أو أعد تعيين كلمة المرور.",
        "UserMessageIfClaimsPrincipalDoesNotExist": "لم نعثر على حساب بهذه البيانات.",
        "UserMessageIfClaimsPrincipalAlreadyExists": "يوجد حساب بهذا الاسم بالفعل. سجّل الدخول، أو اختر اسمًا آخر.",
        "UserMessageIfOldPasswordUsed": "سبق أن استخدمت كلمة المرور هذه. اختر كلمة جديدة.",
        "UserMessageIfPasswordExpired": "كلمة المرور قديمة جدًا. أعد تعيينها لتسجيل الدخول.",
        "UserMessageIfUserAccountDisabled": "لا يمكنك تسجيل الدخول بهذا الحساب الآن. اسأل المسؤول عن الخدمة.",
        "UserMessageIfUserAccountLocked":
            "محاولات كثيرة. حاول مرة أخرى بعد {0}، أو أعد تعيين كلمة المرور.",
        "AADRequestsThrottled": "كثيرون يسجّلون الدخول الآن. انتظر لحظة ثم حاول مرة أخرى.",
        "ServiceThrottled": "كثيرون يسجّلون الدخول الآن. انتظر لحظة ثم حاول مرة أخرى.",
        "ResourceOwnerFlowInvalidCredentials": "البيانات غير متطابقة. راجع ما أدخلته.",

        // Fields.
        "UserMessageIfClaimNotVerified": "تحقق من هذا قبل المتابعة: {0}",
        "UserMessageIfIncorrectPattern": "صيغة هذا الحقل غير صحيحة: {0}",
        "UserMessageIfMissingRequiredElement": "املأ هذا الحقل: {0}",
        "UserMessageIfValidationError": "هذا الحقل غير صحيح: {0}. راجعه وحاول مرة أخرى.",
        "UserMessageIfInvalidInput": "هذا الحقل غير صحيح: {0}. راجعه وحاول مرة أخرى.",
        "entryTooLong": "هذا طويل جدًا. اختصره وحاول مرة أخرى.",
        "entryNotANumber": "أدخل عددًا صحيحًا.",
        "entryNotADate": "أدخل تاريخًا موجودًا.",
        "entryNotAnEmail": "أدخل عنوان بريد إلكتروني كاملًا، مثل name@example.com",
        "entryNotAnOption": "اختر أحد الخيارات.",
        "entryNotInForm": "هذا ليس بالصيغة المطلوبة.",
        "entryNotValid": "هذا غير صحيح. راجعه وحاول مرة أخرى.",
        "passwordTooWeak": "استخدم من 8 إلى 64 حرفًا، من ثلاثة أنواع: حروف صغيرة، حروف كبيرة، أرقام، رموز.",

        // The end of a journey, on the error page.
        "journeyCancelled": "توقفت قبل النهاية. ارجع إلى التطبيق للبدء من جديد.",
        "journeyTooManyTries": "محاولات كثيرة. ارجع إلى التطبيق وابدأ من جديد.",
        "requestRefused": "لا يمكننا تنفيذ ما طلبه التطبيق. ارجع إليه، أو أبلغ المسؤول عنه.",
        "pageNotFound": "لا يوجد شيء هنا. راجع العنوان، أو ارجع إلى التطبيق.",
        "serverFailed": "حدث خطأ لدينا. انتظر لحظة ثم حاول مرة أخرى.",

        // Requests that belong to no journey.
        "stateLost": "انتهى تسجيل الدخول هذا، أو بدأ في متصفح آخر. ارجع إلى التطبيق وابدأ من جديد.",
        "cookiesOff":
            "متصفحك لا يرسل ملفات تعريف الارتباط. اسمح بها لهذا الموقع، ثم ارجع إلى التطبيق وابدأ من جديد.",
        "policyGone": "لم تعد طريقة تسجيل الدخول هذه موجودة. ارجع إلى التطبيق وابدأ من جديد.",
        "notOurPage": "لا يمكننا التأكد من أن هذا جاء من صفحتنا. ارجع إلى التطبيق وابدأ من جديد.",

        // Services that a policy calls.
        "DefaultUserMessageIfRequestFailed": "تعذّر الوصول إلى خدمة نحتاج إليها. حاول مرة أخرى بعد لحظة.",
        "UserMessageIfCircuitOpen": "خدمة نحتاج إليها لا تستجيب. حاول مرة أخرى بعد بضع دقائق.",
        "UserMessageIfDnsResolutionFailed": "تعذّر الوصول إلى خدمة نحتاج إليها. حاول مرة أخرى بعد لحظة.",
        "UserMessageIfRequestTimeout": "استغرقت خدمة نحتاج إليها وقتًا طويلًا. حاول مرة أخرى بعد لحظة.",

        // Phone and authenticator app.
        "UserMessageIfCouldntSendSms": "تعذّر إرسال رسالة إلى هذا الرقم. راجعه، أو جرّب رقمًا آخر.",
        "UserMessageIfInvalidFormat": "لا يبدو هذا رقم هاتف. راجعه وحاول مرة أخرى.",
        "UserMessageIfMaxAllowedCodeRetryReached": "أُدخل رمز خاطئ مرات كثيرة. اطلب رمزًا جديدًا لاحقًا.",
        "UserMessageIfServerError": "لا يمكننا فعل ذلك الآن. حاول مرة أخرى بعد لحظة.",
        "UserMessageIfThrottled": "محاولات كثيرة. حاول مرة أخرى بعد {0}.",
        "UserMessageIfWrongCodeEntered": "هذا الرمز غير صحيح. راجعه وحاول مرة أخرى.",

        // One-time passwords.
        "UserMessageIfSessionDoesNotExist": "انتهت صلاحية هذا الرمز. اطلب رمزًا جديدًا.",
        "UserMessageIfMaxRetryAttempted": "أُدخل رمز خاطئ مرات كثيرة. اطلب رمزًا جديدًا.",
        "UserMessageIfMaxNumberOfCodeGenerated": "طلبت رموزًا كثيرة. حاول مرة أخرى بعد {0}.",
        "UserMessageIfInvalidCode": "هذا الرمز غير صحيح. راجعه وحاول مرة أخرى.",
        "UserMessageIfVerificationFailedRetryAllowed": "هذا الرمز غير صحيح. راجعه وحاول مرة أخرى.",
        "UserMessageIfVerificationFailedNoRetry": "أُدخل رمز خاطئ مرات كثيرة. اطلب رمزًا جديدًا.",
        "UserMessageIfSessionConflict": "تعذّر التحقق من الرمز. اطلب رمزًا جديدًا.",
        "UserMessage.VerificationHasExpired": "انتهت صلاحية هذا الرمز. اطلب رمزًا جديدًا.",
        "UserMessage.MaxRetryAttemped": "أُدخل رمز خاطئ مرات كثيرة. اطلب رمزًا جديدًا.",
        "UserMessage.InvalidCode": "هذا الرمز غير صحيح. راجعه وحاول مرة أخرى.",
        "UserMessage.ServerError": "تعذّر التحقق من الرمز. حاول مرة أخرى بعد لحظة.",
        "MaxNumAttempts": "محاولات كثيرة. اطلب رمزًا جديدًا.",

        // E-mail codes of password reset.
        "UserMessageIfInternalError": "لا يمكننا فعل ذلك الآن. حاول مرة أخرى بعد لحظة.",
        "UserMessageIfChallengeExpired": "انتهت صلاحية هذا الرمز. اطلب رمزًا جديدًا.",

        // Claims transformations.
        "UserMessageIfClaimsTransformationBooleanValueIsNotEqual": "ما أدخلته غير متوافق.",
        "UserMessageIfClaimsTransformationStringsAreNotEqual": "ما أدخلته غير متطابق.",
        "UserMessageIfClaimsTransformationInvalidPhoneNumber": "لا يمكن الوصول إلى رقم الهاتف هذا.",
        "UserMessageIfPhoneNumberParseFailure": "لا يبدو هذا رقم هاتف. راجعه وحاول مرة أخرى.",
        "DateTimeGreaterThan": "هذا التاريخ متأخر جدًا أو مبكر جدًا.",
        "AssertNumberError": "هذا الرقم خارج الحدود المسموح بها.",

        "waitSeconds.one": "ثانية واحدة",
        "waitSeconds.two": "ثانيتين",
        "waitSeconds.few": "{0} ثوانٍ",
        "waitSeconds.other": "{0} ثانية",
        "waitMinutes.one": "دقيقة واحدة",
        "waitMinutes.two": "دقيقتين",
        "waitMinutes.few": "{0} دقائق",
        "waitMinutes.other": "{0} دقيقة",
        "waitHours.one": "ساعة واحدة",
        "waitHours.two": "ساعتين",
        "waitHours.few": "{0} ساعات",
        "waitHours.other": "{0} ساعة",
    ]
}
