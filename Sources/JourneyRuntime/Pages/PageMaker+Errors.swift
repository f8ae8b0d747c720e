import Base
import HTTP
import OpenIDProvider
import Pages
import Policy

extension PageMaker {
    /// A journey's error, shown to the person in the policy's own error page.
    func error(_ error: JourneyError, _ run: Run) async throws -> Response {
        var run = run
        let definition = run.policy.contentDefinitions["api.error"]
        var frame = try await frame(definition, nil, .error, &run)
        // The page has a button of its own that leads there.
        frame.trace = nil
        let isDevelopment = run.policy.deploymentMode != .production
        let page = ErrorPage(
            message: error.message.map { frame.texts.text($0) } ?? frame.texts.error("DefaultMessage"),
            code: error.code,
            correlationID: run.transaction.correlationID,
            timestamp: run.now, trace: trace(run.transaction.correlationID), detail: isDevelopment ? error.detail : nil)
        return page.response(in: frame, status: 400)
    }

    /// For a request that belongs to no journey: there is no policy whose page could say so.
    func lost(_ lost: JourneyHost.Lost, _ http: Request, at now: Timestamp) -> Response {
        let frame = plainFrame(http)
        let page = ErrorPage(
            message: text(lost, http), code: lost.code, correlationID: http.correlationID, timestamp: now,
            trace: trace(http.correlationID))
        return page.response(in: frame, status: lost.status)
    }

    func text(_ lost: JourneyHost.Lost, _ http: Request) -> String { plainTexts(http).error(lost.text.rawValue) }

    /// A refusal of the protocol's endpoints that cannot go to a client. What was wrong is for whoever wrote the
    /// application, so it stands below, in English.
    func refusal(_ error: PublicError, _ http: Request) -> Response {
        let page = ErrorPage(
            message: plainTexts(http).error(PageMaker.message(status: error.status)),
            code: error.reference ?? error.code,
            correlationID: error.correlationID, timestamp: error.timestamp, trace: trace(error.correlationID),
            detail: error.text)
        return page.response(in: plainFrame(http), status: error.status)
    }

    private static func message(status: Int) -> String {
        switch status {
        case 404: "pageNotFound"
        case 429, 503: "ServiceThrottled"
        case 500...: "serverFailed"
        default: "requestRefused"
        }
    }

    func plainTexts(_ http: Request) -> Texts {
        Texts(
            language: Language.choose(
                uiLocales: http.query["ui_locales"], acceptLanguage: http.headers["Accept-Language"],
                supported: BuiltInTexts.languages, fallback: "en"))
    }

    func plainFrame(_ http: Request) -> PageFrame {
        var frame = PageFrame(
            texts: plainTexts(http), tenantName: http.host, nonce: Base64.encode(random.bytes(16)),
            settings: PageSettings(
                csrf: "", transactionID: "", hosts: .init(tenant: "", policy: ""), api: .error))
        frame.notice = notice()
        return frame
    }
}
