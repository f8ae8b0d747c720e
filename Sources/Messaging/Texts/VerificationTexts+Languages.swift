extension VerificationTexts {
    static let german = VerificationTexts(
        subject: "{code} ist Ihr Code für {tenant}",
        heading: "Ihr Code für {tenant}",
        instruction: "Geben Sie diesen Code auf der Seite ein, die danach gefragt hat:",
        lifetime: "Er gilt einmal, in den nächsten {minutes} Minuten.",
        notYou: "Sie haben keinen Code angefordert? Dann ist nichts geschehen, und Sie können diese Nachricht löschen. "
            + "Nennen Sie den Code niemandem, auch uns nicht.",
        text: "{code} ist Ihr Code für {tenant}. Er gilt {minutes} Minuten. Geben Sie ihn nicht weiter.",
        call: "Guten Tag. Hier ist {tenant}. Ihr Code lautet {code}.")

    static let french = VerificationTexts(
        subject: "{code} est votre code pour {tenant}",
        heading: "Votre code pour {tenant}",
        instruction: "Saisissez ce code sur la page qui l’a demandé :",
        lifetime: "Il est valable une fois, pendant les {minutes} prochaines minutes.",
        notYou: "Vous n’avez pas demandé de code ? Il ne s’est rien passé, et vous pouvez supprimer ce message. "
            + "Ne donnez le code à personne, pas même à nous.",
        text: "{code} est votre code pour {tenant}. Il est valable {minutes} minutes. Ne le communiquez à personne.",
        call: "Bonjour. Ici {tenant}. Votre code est {code}.")

    static let spanish = VerificationTexts(
        subject: "{code} es su código para {tenant}",
        heading: "Su código para {tenant}",
        instruction: "Escriba este código en la página que se lo pidió:",
        lifetime: "Sirve una vez, durante los próximos {minutes} minutos.",
        notYou: "¿No pidió un código? Entonces no ha pasado nada y puede borrar este mensaje. "
            + "No le diga el código a nadie, tampoco a nosotros.",
        text: "{code} es su código para {tenant}. Sirve durante {minutes} minutos. No lo comparta.",
        call: "Hola. Le llama {tenant}. Su código es {code}.")

    static let portuguese = VerificationTexts(
        subject: "{code} é seu código para {tenant}",
        heading: "Seu código para {tenant}",
        instruction: "Digite este código na página que o pediu:",
        lifetime: "Ele vale uma vez, durante os próximos {minutes} minutos.",
        notYou: "Você não pediu um código? Então nada aconteceu, e você pode apagar esta mensagem. "
            + "Não diga o código a ninguém, nem a nós.",
        text: "{code} é seu código para {tenant}. Vale por {minutes} minutos. Não compartilhe.",
        call: "Olá. Aqui é {tenant}. Seu código é {code}.")

    static let japanese = VerificationTexts(
        subject: "{tenant} の確認コード: {code}",
        heading: "{tenant} の確認コード",
        instruction: "コードの入力を求めているページに、次のコードを入力してください。",
        lifetime: "このコードは {minutes} 分間、1回だけ有効です。",
        notYou: "お心当たりがない場合は、何も行われていませんので、このメッセージを削除してください。"
            + "コードは誰にも（私たちにも）教えないでください。",
        text: "{tenant} の確認コードは {code} です。{minutes} 分間有効です。誰にも教えないでください。",
        call: "こちらは{tenant}です。確認コードは {code} です。")

    static let arabic = VerificationTexts(
        subject: "{code} هو رمزك لدى {tenant}",
        heading: "رمزك لدى {tenant}",
        instruction: "أدخل هذا الرمز في الصفحة التي طلبته:",
        lifetime: "الرمز صالح لمرة واحدة، والمدة بالدقائق: {minutes}.",
        notYou: "لم تطلب رمزًا؟ إذن لم يحدث شيء، ويمكنك حذف هذه الرسالة. لا تخبر أحدًا بالرمز، ولا حتى نحن.",
        text: "{code} هو رمزك لدى {tenant}. مدة صلاحيته بالدقائق: {minutes}. لا تشاركه مع أحد.",
        call: "مرحبًا. معك {tenant}. رمزك هو {code}.")
}
