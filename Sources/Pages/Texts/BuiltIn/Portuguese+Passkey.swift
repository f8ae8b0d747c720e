extension BuiltInTexts {
    /// Pages that make a passkey or ask for one.
    static let portuguesePasskey: [String: String] = [
        "heading_register": "Criar uma chave de acesso",
        "intro_register": "Da próxima vez, basta sua digital, seu rosto ou o bloqueio de tela para entrar.",
        "heading_offer": "Entre mais rápido da próxima vez",
        "intro_offer":
            "Com uma chave de acesso, basta sua digital, seu rosto ou o bloqueio de tela. Não há nada para "
            + "lembrar nem nada que se possa entregar por engano.",
        "heading_authenticate": "Use sua chave de acesso",
        "intro_authenticate": "Seu dispositivo pede digital, rosto ou bloqueio de tela.",
        "button_register": "Criar uma chave de acesso",
        "button_authenticate": "Usar uma chave de acesso",
        "button_again": "Tentar de novo",
        "button_skip": "Agora não",
        "button_cancel": "Cancelar",
        "waiting": "Esperando seu dispositivo…",
        "noscript": "Chaves de acesso precisam de JavaScript, desligado neste navegador. Escolha outra forma.",
        "unknown_error": "Não funcionou. Confira sua conexão e tente de novo.",
    ]

    /// What passkeys and decisions are refused with.
    static let portugueseFactorErrors: [String: String] = [
        "UserMessageIfPasskeyInvalid": "Esta chave de acesso não foi aceita. Tente de novo ou escolha outra forma.",
        "UserMessageIfPasskeyUnknown":
            "Esta chave de acesso não pertence a nenhuma conta aqui. Escolha outra chave ou outra forma.",
        "UserMessageIfPasskeyExpired": "Demorou demais. Tente de novo.",
        "UserMessageIfPasskeyCancelled":
            "Nenhuma chave de acesso foi usada. Tente quando quiser ou escolha outra forma.",
        "UserMessageIfPasskeyUnsupported": "Este navegador não pode usar chaves de acesso aqui. Escolha outra forma.",
        "UserMessageIfPasskeyTooManyTries":
            "Foram tentativas demais. Comece de novo mais tarde ou escolha outra forma.",
        "UserMessageIfPasskeyNotAccepted": "Esta chave de acesso não é aceita aqui. Use outra chave ou outra forma.",
        "UserMessageIfPasskeyExists": "Você já tem uma chave de acesso neste dispositivo.",
        "UserMessageIfPasskeyNeedsProof": "Use uma chave de acesso que você tem antes de adicionar outra.",
        "UserMessageIfPasskeyCloned":
            "Esta chave de acesso pode ter sido copiada, por isso não foi aceita. Escolha outra forma e "
            + "avise quem cuida do serviço.",
        "UserMessageIfBlocked": "Você não pode entrar daqui agora. Pergunte a quem cuida do serviço.",
    ]
}
