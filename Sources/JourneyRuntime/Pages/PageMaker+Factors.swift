import HTTP
import Journey
import Pages
import Passwordless
import Policy

/// The pages of `Cardea.Passkey` and `Cardea.OneTimeCode`.
extension PageMaker {
    func passkey(_ profile: TechnicalProfile, _ run: inout Run) async throws -> Response {
        let frame = try await frame(definition(profile.contentDefinition, run.policy), profile, .passkey, &run)
        let settings = try PasskeySettings(profile)
        let purpose: PasskeyPage.Purpose =
            switch settings.operation {
            case .authenticate: .authenticate
            case .register: settings.isOffer ? .offer : .register
            }
        let showsCancel = profile.metadata.bool("setting.showCancelButton", default: purpose != .offer)
        return PasskeyPage(
            purpose: purpose, way: way(nil, profile, frame.texts, run), showsCancel: showsCancel,
            message: run.transaction.page.problems[""]
        ).response(in: frame)
    }

    func oneTimeCode(_ profile: TechnicalProfile, _ run: inout Run) async throws -> Response {
        let frame = try await frame(definition(profile.contentDefinition, run.policy), profile, .selfAsserted, &run)
        return try OneTimeCodePage(profile: profile, run: run, runner: runner, emit: { _ in })
            .page(frame.texts).response(in: frame)
    }

    /// The first way of a sign-in page that is a passkey, which the browser may find by itself.
    func passkeyWay(_ selection: Selection, _ texts: Texts, _ run: Run) -> PasskeyWay? {
        for exchange in selection.providers {
            guard let profile = run.policy.technicalProfiles[exchange.profile], PasskeySettings.matches(profile),
                (try? PasskeySettings(profile))?.operation == .authenticate
            else { continue }
            return way(exchange.id.text, profile, texts, run)
        }
        return nil
    }

    private func way(_ exchange: String?, _ profile: TechnicalProfile, _ texts: Texts, _ run: Run) -> PasskeyWay {
        let host = String(run.http.host.prefix { $0 != ":" })
        return PasskeyWay(
            exchange: exchange,
            cancelled: texts.with(profile).message("UserMessageIfPasskeyCancelled") ?? "",
            relyingPartyID: profile.metadata["RelyingPartyId"]?.trimmingBlanks() ?? host,
            unknown: run.transaction.page.problems[PasskeyAnswer.unknownName])
    }
}
