extension BuiltInTexts {
    /// Pages that make a passkey or ask for one.
    static let frenchPasskey: [String: String] = [
        "heading_register": "Créer une clé d’accès",
        "intro_register":
            "La prochaine fois, votre empreinte, votre visage ou le verrouillage de l’écran suffira pour "
            + "vous connecter.",
        "heading_offer": "Connectez-vous plus vite la prochaine fois",
        "intro_offer":
            "Avec une clé d’accès, votre empreinte, votre visage ou le verrouillage de l’écran suffit. Il "
            + "n’y a rien à retenir, et rien que l’on puisse donner par erreur.",
        "heading_authenticate": "Utilisez votre clé d’accès",
        "intro_authenticate": "Votre appareil demande votre empreinte, votre visage ou le verrouillage de l’écran.",
        "button_register": "Créer une clé d’accès",
        "button_authenticate": "Utiliser une clé d’accès",
        "button_again": "Réessayer",
        "button_skip": "Pas maintenant",
        "button_cancel": "Annuler",
        "waiting": "Nous attendons votre appareil…",
        "noscript":
            "Les clés d’accès ont besoin de JavaScript, désactivé dans ce navigateur. Choisissez un autre "
            + "moyen.",
        "unknown_error": "Cela n’a pas fonctionné. Vérifiez votre connexion et réessayez.",
    ]

    /// What passkeys and decisions are refused with.
    static let frenchFactorErrors: [String: String] = [
        "UserMessageIfPasskeyInvalid":
            "Cette clé d’accès n’a pas été acceptée. Réessayez, ou choisissez un autre moyen.",
        "UserMessageIfPasskeyUnknown":
            "Cette clé d’accès n’appartient à aucun compte ici. Choisissez-en une autre, ou un autre moyen.",
        "UserMessageIfPasskeyExpired": "Cela a pris trop de temps. Réessayez.",
        "UserMessageIfPasskeyCancelled":
            "Aucune clé d’accès n’a été utilisée. Réessayez quand vous voulez, ou choisissez un autre moyen.",
        "UserMessageIfPasskeyUnsupported":
            "Ce navigateur ne peut pas utiliser de clés d’accès ici. Choisissez un autre moyen.",
        "UserMessageIfPasskeyTooManyTries":
            "Il y a eu trop d’essais. Recommencez plus tard, ou choisissez un autre moyen.",
        "UserMessageIfPasskeyNotAccepted":
            "Cette clé d’accès n’est pas acceptée ici. Utilisez-en une autre, ou un autre moyen.",
        "UserMessageIfPasskeyExists": "Vous avez déjà une clé d’accès sur cet appareil.",
        "UserMessageIfPasskeyNeedsProof": "Utilisez une clé d’accès que vous avez avant d’en ajouter une autre.",
        "UserMessageIfPasskeyCloned":
            "Cette clé d’accès a peut-être été copiée et n’a donc pas été acceptée. Choisissez un autre "
            + "moyen et prévenez le responsable du service.",
        "UserMessageIfBlocked":
            "Vous ne pouvez pas vous connecter d’ici maintenant. Adressez-vous au responsable du service.",
    ]
}
