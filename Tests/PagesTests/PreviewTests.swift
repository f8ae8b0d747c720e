import Base
import Glibc
import HTTP
import Testing

@testable import Pages

/// Writes every page in every state to `$CARDEA_PAGES`, for looking at with `Tests/PagesTests/preview.py`.
struct PreviewTests {
    @Test(.enabled(if: getenv("CARDEA_PAGES") != nil, "set CARDEA_PAGES to a folder to write the pages"))
    func `every page can be looked at`() throws {
        let folder = String(cString: getenv("CARDEA_PAGES"))
        mkdir(folder, 0o755)
        mkdir("\(folder)/assets", 0o755)
        for asset in Assets.all { try write(asset.bytes, to: folder + asset.path) }
        for look in Look.allCases {
            for (name, api, page) in Preview.journeyPages {
                var frame = Samples.frame(api, look: look)
                frame.settings.hosts.tenant = "/contoso/\(name)"
                try save(page.response(in: frame), as: "\(name).\(look.rawValue)", in: folder)
            }
        }
        for language in BuiltInTexts.languages where language != "en" {
            for (name, api, page) in Preview.journeyPages {
                var frame = Samples.frame(api, texts: Texts(language: language))
                frame.settings.hosts.tenant = "/contoso/\(name)"
                try save(page.response(in: frame), as: "\(name).\(language)", in: folder)
            }
        }
        for (name, page) in Preview.operatorPages { try save(page.response(nonce: "bm9uY2U="), as: name, in: folder) }
        let post = FormPostPage(target: "/posted", parameters: [("code", "abc"), ("state", "x y")])
        try save(post.response(texts: Texts(), nonce: "bm9uY2U="), as: "formpost", in: folder)
    }

    private func save(_ response: Response, as name: String, in folder: String) throws {
        try write(response.bytes ?? [], to: "\(folder)/\(name).html")
        let policy = response.headers["Content-Security-Policy"] ?? ""
        try write(Bytes(utf8: policy), to: "\(folder)/\(name).csp")
    }

    private func write(_ bytes: Bytes, to path: String) throws {
        let file = try #require(fopen(path, "wb"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}

enum Preview {
    static var journeyPages: [(name: String, api: PageSettings.API, page: any JourneyPage)] {
        var failed = Samples.combined
        failed.message = "That did not match. Check what you entered, or reset your password."
        var providersOnly = Samples.combined
        providersOnly.fields = []
        let wrong = VerificationState.failed(message: "That code is not right. Check it and try again.", mayRetry: true)
        let over = VerificationState.failed(
            message: "That was not right too many times. Send a new code.", mayRetry: false)
        return [
            ("combined", .combined, Samples.combined), ("combined-error", .combined, failed),
            ("combined-providers", .combined, providersOnly),
            ("signup-idle", .selfAsserted, Samples.signUp(.idle(message: nil))),
            ("signup-sent", .selfAsserted, Samples.signUp(.sent)),
            ("signup-wrong", .selfAsserted, Samples.signUp(wrong)),
            ("signup-over", .selfAsserted, Samples.signUp(over)),
            ("signup-verified", .selfAsserted, Samples.signUp(.verified)),
            ("control-idle", .selfAsserted, Samples.control(.idle(message: nil))),
            ("control-sent", .selfAsserted, Samples.control(.sent)),
            ("control-verified", .selfAsserted, Samples.control(.verified)),
            ("profile", .selfAsserted, Samples.profile),
            ("selection", .providerSelection, ProviderSelectionPage(providers: Samples.combined.providers)),
            ("phone-one", .phoneFactor, PhoneFactorPage(numbers: ["XXX-XXX-4567"])),
            (
                "phone-many", .phoneFactor,
                PhoneFactorPage(numbers: ["XXX-XXX-4567", "XXX-XXX-8901"], allowsManualEntry: true)
            ),
            ("phone-entry", .phoneFactor, PhoneFactorPage(mode: .sms, countryCode: "DE")),
            ("phone-code", .phoneFactor, PhoneFactorPage(numbers: ["XXX-XXX-4567"], state: .enteringCode)),
            ("phone-calling", .phoneFactor, PhoneFactorPage(numbers: ["XXX-XXX-4567"], mode: .phone, state: .calling)),
            ("error", .error, Samples.error), ("signedout", .error, SignedOutPage()),
            ("redirecting", .error, RedirectingPage(target: "https://app.example/cb?code=1")),
        ]
    }

    static var operatorPages: [(name: String, page: any OperatorPage)] {
        [
            ("welcome", Samples.welcome), ("mailbox", Samples.mailbox),
            ("mailbox-empty", MailboxPage(messages: [], recipient: "bob")), ("token", Samples.token),
            ("token-empty", TokenPage(now: Timestamp(seconds: 1_795_250_900))),
        ]
    }
}
