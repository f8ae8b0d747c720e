extension BuiltInTexts {
    static let japaneseErrors: [String: String] = [
        // Directory and password.
        "DefaultMessage": "処理できませんでした。入力内容を確認して、もう一度お試しください。",
        "UserMessageIfInvalidPassword": "入力内容が一致しません。確認するか、パスワードを再設定してください。",
        "UserMessageIfClaimsPrincipalDoesNotExist": "入力内容に一致するアカウントが見つかりませんでした。",
        "UserMessageIfClaimsPrincipalAlreadyExists":
            "この名前のアカウントはすでにあります。サインインするか、別の名前を選んでください。",
        "UserMessageIfOldPasswordUsed": "このパスワードは以前に使われています。新しいパスワードにしてください。",
        "UserMessageIfPasswordExpired": "パスワードの有効期限が切れています。再設定してサインインしてください。",
        "UserMessageIfUserAccountDisabled":
            "現在、このアカウントではサインインできません。サービスの運営者にお問い合わせください。",
        "UserMessageIfUserAccountLocked":
            "試行回数が上限に達しました。{0}後にもう一度お試しいただくか、パスワードを再設定してください。",
        "AADRequestsThrottled": "ただいま混み合っています。少し待ってから、もう一度お試しください。",
        "ServiceThrottled": "ただいま混み合っています。少し待ってから、もう一度お試しください。",
        "ResourceOwnerFlowInvalidCredentials": "入力内容が一致しません。確認してください。",

        // Fields.
        "UserMessageIfClaimNotVerified": "続けるには、{0}を確認してください。",
        "UserMessageIfIncorrectPattern": "{0}の形式が正しくありません。",
        "UserMessageIfMissingRequiredElement": "{0}を入力してください。",
        "UserMessageIfValidationError": "{0}が正しくありません。確認して、もう一度お試しください。",
        "UserMessageIfInvalidInput": "{0}が正しくありません。確認して、もう一度お試しください。",
        "entryTooLong": "長すぎます。短くして、もう一度お試しください。",
        "entryNotANumber": "整数を入力してください。",
        "entryNotADate": "正しい日付を入力してください。",
        "entryNotAnEmail": "name@example.com のように、メールアドレス全体を入力してください",
        "entryNotAnOption": "選択肢から1つ選んでください。",
        "entryNotInForm": "指定された形式になっていません。",
        "entryNotValid": "正しくありません。確認して、もう一度お試しください。",
        "passwordTooWeak": "8～64文字で、英小文字、英大文字、数字、記号のうち3種類以上を使ってください。",

        // The end of a journey, on the error page.
        "journeyCancelled": "途中で中止されました。やり直すには、アプリに戻ってください。",
        "journeyTooManyTries": "試行回数が上限に達しました。アプリに戻って、最初からやり直してください。",
        "requestRefused": "アプリから求められた処理はできません。アプリに戻るか、運営者にお知らせください。",
        "pageNotFound": "ページが見つかりません。アドレスを確認するか、アプリに戻ってください。",
        "serverFailed": "サーバーで問題が発生しました。少し待ってから、もう一度お試しください。",

        // Requests that belong to no journey.
        "stateLost":
            "このサインインは終了したか、別のブラウザーで開始されました。アプリに戻って、最初からやり直してください。",
        "cookiesOff":
            "ブラウザーがCookieを送信していません。このサイトでCookieを許可し、アプリからやり直してください。",
        "policyGone": "このサインイン方法は使えなくなりました。アプリに戻って、最初からやり直してください。",
        "notOurPage": "正しいページからの送信か確認できませんでした。アプリに戻って、最初からやり直してください。",

        // Services that a policy calls.
        "DefaultUserMessageIfRequestFailed": "必要なサービスに接続できませんでした。少し待ってから、もう一度お試しください。",
        "UserMessageIfCircuitOpen": "必要なサービスが応答していません。数分待ってから、もう一度お試しください。",
        "UserMessageIfDnsResolutionFailed": "必要なサービスに接続できませんでした。少し待ってから、もう一度お試しください。",
        "UserMessageIfRequestTimeout": "必要なサービスの応答に時間がかかりすぎました。少し待ってから、もう一度お試しください。",

        // Phone and authenticator app.
        "UserMessageIfCouldntSendSms": "この番号にメッセージを送信できませんでした。確認するか、別の番号をお試しください。",
        "UserMessageIfInvalidFormat": "電話番号の形式が正しくありません。確認して、もう一度お試しください。",
        "UserMessageIfMaxAllowedCodeRetryReached":
            "コードの誤りが続いたため、使えなくなりました。後で新しいコードを取得してください。",
        "UserMessageIfServerError": "ただいま処理できません。少し待ってから、もう一度お試しください。",
        "UserMessageIfThrottled": "試行回数が上限に達しました。{0}後に、もう一度お試しください。",
        "UserMessageIfWrongCodeEntered": "コードが正しくありません。確認して、もう一度お試しください。",

        // One-time passwords.
        "UserMessageIfSessionDoesNotExist": "コードの有効期限が切れました。新しいコードを取得してください。",
        "UserMessageIfMaxRetryAttempted": "コードの誤りが続いたため、使えなくなりました。新しいコードを取得してください。",
        "UserMessageIfMaxNumberOfCodeGenerated": "コードの取得回数が上限に達しました。{0}後に、もう一度お試しください。",
        "UserMessageIfInvalidCode": "コードが正しくありません。確認して、もう一度お試しください。",
        "UserMessageIfVerificationFailedRetryAllowed": "コードが正しくありません。確認して、もう一度お試しください。",
        "UserMessageIfVerificationFailedNoRetry":
            "コードの誤りが続いたため、使えなくなりました。新しいコードを取得してください。",
        "UserMessageIfSessionConflict": "コードを確認できませんでした。新しいコードを取得してください。",
        "UserMessage.VerificationHasExpired": "コードの有効期限が切れました。新しいコードを取得してください。",
        "UserMessage.MaxRetryAttemped": "コードの誤りが続いたため、使えなくなりました。新しいコードを取得してください。",
        "UserMessage.InvalidCode": "コードが正しくありません。確認して、もう一度お試しください。",
        "UserMessage.ServerError": "コードを確認できませんでした。少し待ってから、もう一度お試しください。",
        "MaxNumAttempts": "試行回数が上限に達しました。新しいコードを取得してください。",

        // E-mail codes of password reset.
        "UserMessageIfInternalError": "ただいま処理できません。少し待ってから、もう一度お試しください。",
        "UserMessageIfChallengeExpired": "コードの有効期限が切れました。新しいコードを取得してください。",

        // Claims transformations.
        "UserMessageIfClaimsTransformationBooleanValueIsNotEqual": "入力内容が条件に合いません。",
        "UserMessageIfClaimsTransformationStringsAreNotEqual": "入力内容が一致しません。",
        "UserMessageIfClaimsTransformationInvalidPhoneNumber": "この電話番号は使えません。",
        "UserMessageIfPhoneNumberParseFailure": "電話番号の形式が正しくありません。確認して、もう一度お試しください。",
        "DateTimeGreaterThan": "日付が早すぎるか、遅すぎます。",
        "AssertNumberError": "数値が範囲を超えています。",

        "waitSeconds.one": "1秒",
        "waitSeconds.two": "2秒",
        "waitSeconds.few": "{0}秒",
        "waitSeconds.other": "{0}秒",
        "waitMinutes.one": "1分",
        "waitMinutes.two": "2分",
        "waitMinutes.few": "{0}分",
        "waitMinutes.other": "{0}分",
        "waitHours.one": "1時間",
        "waitHours.two": "2時間",
        "waitHours.few": "{0}時間",
        "waitHours.other": "{0}時間",
    ]
}
