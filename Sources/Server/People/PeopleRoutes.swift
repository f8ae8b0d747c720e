import Base
import HTTP
import Messaging
import Pages
import Policy

/// The pages for whoever runs the server in development: what is served, the mailbox, the token decoder.
struct PeopleRoutes: Sendable {
    let mailbox: Mailbox
    let tenantName: String
    let policies: @Sendable () -> [PolicyCard]
    let version: String
    let now: Now
    let random: Random

    struct PolicyCard: Sendable {
        let id: Name
        let summary: String?
        let problems: Int

        /// Those where people sign in or up first: that is where one begins.
        static func all(of set: PolicySet) -> [PolicyCard] {
            let policies = set.relyingParties.compactMap { set.policy($0) }
            return (policies.filter(\.beginsWithSignIn) + policies.filter { !$0.beginsWithSignIn }).map { policy in
                let party = policy.relyingParty
                let summary = party?.description ?? party.map { "Journey \($0.defaultUserJourney)" }
                return PolicyCard(id: policy.id, summary: summary, problems: 0)
            }
        }
    }

    var routes: [Route] {
        [
            Route(.get, "/") { http, _ in welcome(http) },
            Route(.get, "/token") { http, _ in token(http.query, http) },
            Route(.post, "/token") { http, _ in token(try http.form(), http) },
            Route(.get, "/mailbox") { http, _ in mailboxPage(http) },
        ] + mailbox.routes
    }

    private func welcome(_ http: Request) -> Response {
        let cards = policies().map { card in
            WelcomePage.Policy(
                id: card.id.text, summary: card.summary, run: run(card.id, http),
                metadata: "\(base(card.id))/v2.0/.well-known/openid-configuration", problems: card.problems)
        }
        let page = WelcomePage(
            tenant: tenantName, policies: cards,
            links: [("Mailbox", "/mailbox"), ("Token decoder", "/token"), ("Trace", "/trace")],
            version: version)
        return page.response(nonce: nonce)
    }

    private func base(_ id: Name) -> String { "/\(tenantName)/\(id.folded)" }

    /// *Run now*: an authorization request as an application would send it, answered to the token page.
    private func run(_ id: Name, _ http: Request) -> String {
        let parameters: Parameters = [
            "client_id": DemoApplication.id.text, "response_type": "id_token", "response_mode": "form_post",
            "scope": "openid", "redirect_uri": "\(http.origin)/token", "nonce": random.token(16), "state": "run-now",
            "prompt": "login",
        ]
        return "\(base(id))/oauth2/v2.0/authorize?\(parameters.urlEncoded)"
    }

    private func token(_ parameters: Parameters, _ http: Request) -> Response {
        TokenPage(parameters: parameters.items.map { ($0.name, $0.value) }, now: now()).response(nonce: nonce)
    }

    private func mailboxPage(_ http: Request) -> Response {
        let recipient = http.query["to"] ?? ""
        let messages = mailbox.messages(to: recipient.isEmpty ? nil : recipient).map { message in
            MailboxPage.Message(
                id: message.id.text, channel: MailboxPage.Message.Channel(rawValue: message.channel.rawValue) ?? .mail,
                to: message.to, subject: message.subject ?? "", text: message.text, sentAt: message.sentAt)
        }
        return MailboxPage(messages: messages, recipient: recipient).response(nonce: nonce)
    }

    private var nonce: String { Base64.encode(random.bytes(16)) }
}

extension ResolvedPolicy {
    fileprivate var beginsWithSignIn: Bool {
        guard let journey = relyingParty.flatMap({ userJourneys[$0.defaultUserJourney] }) else { return false }
        return journey.steps.first?.kind == .combinedSignInAndSignUp
    }
}
