import HTTP

/// Sends text messages.
package struct TextMessageCarrier: Carrier {
    private let service: TelephonyService
    private let fetch: any Fetch

    package init(service: TelephonyService, fetch: any Fetch) {
        self.service = service
        self.fetch = fetch
    }

    package func send(_ message: Message) async throws(DeliveryError) {
        try await service.create(in: "Messages", for: message.to, ("Body", message.text), over: fetch)
    }
}
