import Base

/// The words of a realm's mails in one language.
struct RealmMailTexts: Sendable {
    let linkSubject: String
    let linkText: String
    let linkButton: String
    let linkNotYou: String
    let accountSubject: String
    let added: String
    let removed: String
    let suspicious: String
    let recoveryCodeUsed: String
    let when: String
    let accountNotYou: String

    func filled(_ text: KeyPath<RealmMailTexts, String>, _ values: [String: String]) -> String {
        self[keyPath: text].filled(with: values)
    }

    static func closest(to language: String) -> (language: String, texts: RealmMailTexts) {
        let tag = String(language.lowercased().prefix { $0 != "-" })
        return byLanguage[tag].map { (tag, $0) } ?? ("en", english)
    }

    static let byLanguage: [String: RealmMailTexts] = [
        "en": english, "de": german, "fr": french, "es": spanish, "pt": portuguese, "ja": japanese, "ar": arabic,
    ]

    static let english = RealmMailTexts(
        linkSubject: "Sign in to {realm}",
        linkText:
            "Open this link in the browser where you asked for it. It works once, for the next {minutes} minutes.",
        linkButton: "Sign in",
        linkNotYou: "You did not ask for it? Then nothing has happened, and you can delete this message.",
        accountSubject: "Your account at {realm} was changed",
        added: "“{name}” was added: it can be used to sign in to your account.",
        removed: "“{name}” was removed: it cannot be used to sign in to your account any more.",
        suspicious:
            "“{name}” was used in a way that shows that it may have been copied. Remove it if you have any doubt.",
        recoveryCodeUsed: "A recovery code was used to sign in to your account. {left} are left.",
        when: "{time}, from {address}",
        accountNotYou: "That was not you? Sign in, and on your account page remove what you do not know and sign out "
            + "everywhere else.")

    static let german = RealmMailTexts(
        linkSubject: "Anmelden bei {realm}",
        linkText: "Öffnen Sie diesen Link in dem Browser, in dem Sie ihn angefordert haben. Er gilt einmal, in den "
            + "nächsten {minutes} Minuten.",
        linkButton: "Anmelden",
        linkNotYou:
            "Sie haben ihn nicht angefordert? Dann ist nichts geschehen, und Sie können diese Nachricht löschen.",
        accountSubject: "Ihr Konto bei {realm} wurde geändert",
        added: "„{name}“ wurde hinzugefügt: Damit kann man sich jetzt bei Ihrem Konto anmelden.",
        removed: "„{name}“ wurde entfernt: Damit kann man sich nicht mehr bei Ihrem Konto anmelden.",
        suspicious:
            "„{name}“ wurde so benutzt, als gäbe es eine Kopie davon. Entfernen Sie es, wenn Sie Zweifel haben.",
        recoveryCodeUsed: "Mit einem Wiederherstellungscode hat sich jemand bei Ihrem Konto angemeldet. "
            + "{left} sind noch übrig.",
        when: "{time}, von {address}",
        accountNotYou: "Das waren nicht Sie? Melden Sie sich an, entfernen Sie auf Ihrer Kontoseite, was Sie nicht "
            + "kennen, und melden Sie sich überall sonst ab.")

    static let french = RealmMailTexts(
        linkSubject: "Se connecter à {realm}",
        linkText: "Ouvrez ce lien dans le navigateur où vous l’avez demandé. Il est valable une fois, pendant les "
            + "{minutes} prochaines minutes.",
        linkButton: "Se connecter",
        linkNotYou: "Vous ne l’avez pas demandé ? Il ne s’est rien passé, et vous pouvez supprimer ce message.",
        accountSubject: "Votre compte {realm} a été modifié",
        added: "« {name} » a été ajouté : il permet de se connecter à votre compte.",
        removed: "« {name} » a été retiré : il ne permet plus de se connecter à votre compte.",
        suspicious: "« {name} » a été utilisé comme s’il en existait une copie. Retirez-le au moindre doute.",
        recoveryCodeUsed: "Un code de secours a servi à se connecter à votre compte. Il en reste {left}.",
        when: "{time}, depuis {address}",
        accountNotYou: "Ce n’était pas vous ? Connectez-vous, retirez de la page de votre compte ce que vous ne "
            + "connaissez pas et déconnectez-vous partout ailleurs.")

    static let spanish = RealmMailTexts(
        linkSubject: "Iniciar sesión en {realm}",
        linkText: "Abra este enlace en el navegador en el que lo pidió. Sirve una vez, durante los próximos {minutes} "
            + "minutos.",
        linkButton: "Iniciar sesión",
        linkNotYou: "¿No lo pidió? Entonces no ha pasado nada y puede borrar este mensaje.",
        accountSubject: "Se ha cambiado su cuenta de {realm}",
        added: "Se añadió «{name}»: sirve para iniciar sesión en su cuenta.",
        removed: "Se quitó «{name}»: ya no sirve para iniciar sesión en su cuenta.",
        suspicious: "«{name}» se usó como si hubiera una copia. Quítelo si tiene alguna duda.",
        recoveryCodeUsed: "Se usó un código de recuperación para iniciar sesión en su cuenta. Quedan {left}.",
        when: "{time}, desde {address}",
        accountNotYou:
            "¿No fue usted? Inicie sesión, quite de la página de su cuenta lo que no conozca y cierre sesión "
            + "en todos los demás sitios.")

    static let portuguese = RealmMailTexts(
        linkSubject: "Entrar em {realm}",
        linkText: "Abra este link no navegador em que você o pediu. Ele vale uma vez, durante os próximos {minutes} "
            + "minutos.",
        linkButton: "Entrar",
        linkNotYou: "Você não o pediu? Então nada aconteceu, e você pode apagar esta mensagem.",
        accountSubject: "Sua conta em {realm} foi alterada",
        added: "“{name}” foi adicionado: serve para entrar na sua conta.",
        removed: "“{name}” foi removido: não serve mais para entrar na sua conta.",
        suspicious: "“{name}” foi usado como se houvesse uma cópia. Remova-o se tiver alguma dúvida.",
        recoveryCodeUsed: "Um código de recuperação foi usado para entrar na sua conta. Restam {left}.",
        when: "{time}, de {address}",
        accountNotYou: "Não foi você? Entre, remova da página da sua conta o que não conhece e saia de todos os outros "
            + "lugares.")

    static let japanese = RealmMailTexts(
        linkSubject: "{realm} にサインイン",
        linkText: "このリンクを、依頼したときと同じブラウザーで開いてください。{minutes} 分間、1回だけ有効です。",
        linkButton: "サインイン",
        linkNotYou: "お心当たりがない場合は、何も行われていませんので、このメッセージを削除してください。",
        accountSubject: "{realm} のアカウントが変更されました",
        added: "「{name}」が追加され、サインインに使えるようになりました。",
        removed: "「{name}」が削除され、サインインに使えなくなりました。",
        suspicious: "「{name}」が複製されたおそれのある使われ方をしました。不審に思われる場合は削除してください。",
        recoveryCodeUsed: "回復コードでアカウントへのサインインが行われました。残りは {left} 個です。",
        when: "{time}、{address} から",
        accountNotYou: "お心当たりがない場合は、サインインして、アカウントのページで覚えのないものを削除し、ほかのすべての場所からサインアウトしてください。")

    static let arabic = RealmMailTexts(
        linkSubject: "تسجيل الدخول إلى {realm}",
        linkText: "افتح هذا الرابط في المتصفح الذي طلبته منه. يعمل مرة واحدة خلال الدقائق الـ {minutes} القادمة.",
        linkButton: "تسجيل الدخول",
        linkNotYou: "لم تطلبه؟ إذن لم يحدث شيء، ويمكنك حذف هذه الرسالة.",
        accountSubject: "تم تغيير حسابك في {realm}",
        added: "أُضيف «{name}»: يمكن استخدامه لتسجيل الدخول إلى حسابك.",
        removed: "أُزيل «{name}»: لم يعد ممكناً استخدامه لتسجيل الدخول إلى حسابك.",
        suspicious: "استُخدم «{name}» بطريقة تدل على أنه ربما نُسخ. أزله إن كان لديك أي شك.",
        recoveryCodeUsed: "استُخدم رمز استرداد لتسجيل الدخول إلى حسابك. بقي {left}.",
        when: "{time}، من {address}",
        accountNotYou: "لم تكن أنت؟ سجّل الدخول، وأزل من صفحة حسابك ما لا تعرفه، وسجّل الخروج من كل مكان آخر.")
}
