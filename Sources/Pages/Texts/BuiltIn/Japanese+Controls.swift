extension BuiltInTexts {
    static let japaneseDisplayControls: [String: String] = [
        "QrCodeControl.title_text": "このコードを読み取ってください",
        "QrCodeControl.instruction_text": "認証アプリを開いてアカウントを追加し、カメラをこのコードに向けてください。",
        "QrCodeControl.link_text": "この端末のアプリで開く",
        "QrCodeControl.error_msg": "コードを作成できませんでした。前に戻ってやり直してください。",
        "AuthenticatorInfoControl.title_text": "読み取れない場合",
        "AuthenticatorInfoControl.info_msg": "次の内容を認証アプリに入力してください。キーは他の人に教えないでください。",
        "AuthenticatorInfoControl.account_name": "アカウント",
        "AuthenticatorInfoControl.display_prefix": "キー",
        "AuthenticatorAppIconControl.title_text": "認証アプリを入手する",
        "AuthenticatorAppIconControl.info_msg": "ワンタイムコードに対応したアプリなら何でもかまいません。お持ちでない場合はこちらをお使いください。",
        "AuthenticatorAppIconControl.link_text_ios": "iPhone 版 Microsoft Authenticator",
        "AuthenticatorAppIconControl.link_text_android": "Android 版 Microsoft Authenticator",
        "CaptchaControl.DisplayName": "人であることの確認",
        "CaptchaControl.captchatype_visual_title": "文字と数字の画像",
        "CaptchaControl.captchatype_visual_help": "見えている文字と数字を入力してください",
        "CaptchaControl.captchatype_audio_help": "回答",
        "CaptchaControl.newCaptcha_arialabel": "別の問題を表示",
        "CaptchaControl.switch_to_question": "代わりに質問に答える",
        "CaptchaControl.switch_to_image": "代わりに画像を表示",
        "CaptchaControl.charsnotmatched_error": "答えが違います。別の問題を表示しました。",
        "CaptchaControl.api_error": "問題を作成できませんでした。別の問題を表示してください。",
        "CaptchaControl.captcha_resolved": "ありがとうございます。次へ進めます。",
        "CaptchaControl.question": "次の言葉のうち {0} 番目と {1} 番目を入力してください: {2}",
        "CaptchaControl.words_in_line": "{0}、{1}",
        "CaptchaControl.words": japaneseWords,
    ]

    /// Everyday words that sound unlike each other.
    private static let japaneseWords = """
        りんご, はし, ろうそく, いるか, えんじん, もり, にわ, みなと, しま, うわぎ, やかん, あかり, かがみ, はり, みかん, えんぴつ, かわ, つくえ, かさ, むら, まど, きいろ, \
        さかな, とけい
        """
}
