extension BuiltInTexts {
    /// Pages that make a passkey or ask for one.
    static let japanesePasskey: [String: String] = [
        "heading_register": "パスキーを作成",
        "intro_register": "次回からは、指紋、顔、または画面ロックだけでサインインできます。",
        "heading_offer": "次回からもっと早くサインイン",
        "intro_offer": "パスキーがあれば、指紋、顔、または画面ロックだけで済みます。覚えることも、うっかり教えてしまうこともありません。",
        "heading_authenticate": "パスキーを使う",
        "intro_authenticate": "端末が指紋、顔、または画面ロックを求めます。",
        "button_register": "パスキーを作成",
        "button_authenticate": "パスキーを使う",
        "button_again": "もう一度試す",
        "button_skip": "今はしない",
        "button_cancel": "キャンセル",
        "waiting": "端末を待っています…",
        "noscript": "パスキーには JavaScript が必要ですが、このブラウザーでは無効です。別の方法をお選びください。",
        "unknown_error": "うまくいきませんでした。接続を確認して、もう一度お試しください。",
    ]

    /// What passkeys and decisions are refused with.
    static let japaneseFactorErrors: [String: String] = [
        "UserMessageIfPasskeyInvalid": "このパスキーは受け付けられませんでした。もう一度試すか、別の方法をお選びください。",
        "UserMessageIfPasskeyUnknown": "このパスキーは、ここのどのアカウントのものでもありません。別のパスキーか、別の方法をお選びください。",
        "UserMessageIfPasskeyExpired": "時間がかかりすぎました。もう一度お試しください。",
        "UserMessageIfPasskeyCancelled": "パスキーは使われませんでした。準備ができたらもう一度試すか、別の方法をお選びください。",
        "UserMessageIfPasskeyUnsupported": "このブラウザーでは、ここでパスキーを使えません。別の方法をお選びください。",
        "UserMessageIfPasskeyTooManyTries": "試行回数が多すぎます。あとでやり直すか、別の方法をお選びください。",
        "UserMessageIfPasskeyNotAccepted": "このパスキーはここでは使えません。別のパスキーか、別の方法をお使いください。",
        "UserMessageIfPasskeyExists": "この端末には、すでにあなたのパスキーがあります。",
        "UserMessageIfPasskeyNeedsProof": "新しく追加する前に、お持ちのパスキーをお使いください。",
        "UserMessageIfPasskeyCloned": "このパスキーはコピーされた可能性があるため、受け付けられませんでした。別の方法を選び、サービスの管理者にお知らせください。",
        "UserMessageIfBlocked": "今ここからはサインインできません。サービスの管理者にお問い合わせください。",
    ]
}
