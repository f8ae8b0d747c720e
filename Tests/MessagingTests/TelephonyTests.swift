import Base
import HTTP
import Messaging
import Testing

struct TelephonyTests {
    let service = TelephonyService(
        base: "https://sms.example", account: "AC1", token: Secret("s3cret"), from: "+15550199")
    let created = FetchResponse(status: 201, body: Bytes(utf8: "{\"sid\":\"SM1\"}"))

    @Test func `a text message is the request that Twilio documents`() async throws {
        let fetch = RecordingFetch(.success(created))

        try await TextMessageCarrier(service: service, fetch: fetch).send(.sample(.text, to: "+15550100", text: "é 1"))

        let request = try #require(fetch.requests.first)
        #expect(request.method == .post)
        #expect(request.url == "https://sms.example/2010-04-01/Accounts/AC1/Messages.json")
        #expect(request.headers["Authorization"] == "Basic QUMxOnMzY3JldA==")
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(String(decoding: request.body, as: UTF8.self) == "To=%2B15550100&From=%2B15550199&Body=%C3%A9%201")
        #expect(!request.mayReachPrivateAddresses)
    }

    @Test func `a call says the digits one by one, twice`() async throws {
        let fetch = RecordingFetch(.success(created))

        try await CallCarrier(service: service, fetch: fetch).send(
            .sample(.call, to: "+15550100", text: "R&D: your code is 482913."))

        let request = try #require(fetch.requests.first)
        let form = try #require(Parameters(urlEncoded: String(decoding: request.body, as: UTF8.self)))
        let say = "<Say language=\"en\">R&amp;D: your code is 4. 8. 2. 9. 1. 3.</Say>"
        #expect(request.url.hasSuffix("/Accounts/AC1/Calls.json"))
        #expect(
            form["Twiml"] == "<Response><Pause length=\"1\"/>\(say)<Pause length=\"1\"/>\(say)</Response>")
    }

    @Test(arguments: [
        (400, "{\"code\":21211}", DeliveryError.recipientRefused("status 400, code 21211")),
        (400, "{\"code\":21606}", .refused("status 400, code 21606")),
        (401, "<html>", .refused("status 401, code none")),
        (302, "", .refused("status 302, code none")),
        (429, "", .busy),
        (503, "", .unreachable("status 503, code none")),
    ])
    func `an answer that is no success is sorted`(status: Int, body: String, error: DeliveryError) async {
        let fetch = RecordingFetch(.success(FetchResponse(status: status, body: Bytes(utf8: body))))

        #expect(await sending(over: fetch) == error)
    }

    @Test(arguments: [
        (FetchError.timedOut, DeliveryError.timedOut),
        (.addressRefused, .refused("addressRefused")),
        (.connectionFailed, .unreachable("connectionFailed")),
    ])
    func `no answer is sorted too`(cause: FetchError, error: DeliveryError) async {
        #expect(await sending(over: RecordingFetch(.failure(cause))) == error)
    }

    @Test(arguments: ["15550100", "+155501", "+1 5550100", "+1555010a", "", "+12345678901234567"])
    func `what is not E.164 is not called`(number: String) async {
        let fetch = RecordingFetch(.success(created))

        #expect(await sending(to: number, over: fetch) == .recipientRefused("not a number in E.164"))
        #expect(fetch.requests.isEmpty)
    }

    private func sending(to number: String = "+15550100", over fetch: RecordingFetch) async -> DeliveryError? {
        await failure { () async throws(DeliveryError) in
            try await TextMessageCarrier(service: service, fetch: fetch).send(.sample(.text, to: number))
        }
    }
}
