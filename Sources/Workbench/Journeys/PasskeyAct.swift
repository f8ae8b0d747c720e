import Base

/// `"passkey"` of a step: what the person, their device and their browser make of what the page asks.
struct PasskeyAct: Sendable {
    enum Answer: String, Sendable, CaseIterable {
        /// Makes one, or uses one, as the page asks.
        case yes
        /// The person says no.
        case cancel
        /// The browser cannot.
        case unsupported
        /// One that nobody here knows.
        case unknown
        /// The device has not asked who is there.
        case unverified
        /// The device counts from the start again, as a copy would.
        case cloned
        /// The answer before this one, once more.
        case replayed
    }

    var answer: Answer
    /// A device that several browsers share; nil: that of this browser.
    var device: String?
    /// What the person reads in place of a question.
    var refused: JSON?

    init?(_ reader: MemberReader) throws(SourceProblem) {
        guard let value = reader["passkey"] else { return nil }
        switch value.value {
        case .bool(true): self.init(answer: .yes)
        case .string: self.init(answer: try Self.answer(try reader.text("passkey") ?? "", value))
        case .object:
            let own = try MemberReader(value, "\"passkey\"", known: ["answer", "device", "refused"])
            let text = try own.text("answer")
            self.init(answer: try text.map { text throws(SourceProblem) in try Self.answer(text, value) } ?? .yes)
            device = try own.text("device")
            refused = own["refused"]?.json
        case .null, .bool, .number, .array:
            throw reader.wrong("passkey", value, "true, what the device answers, or an object")
        }
    }

    private init(answer: Answer) { self.answer = answer }

    private static func answer(_ text: String, _ value: SourceJSON) throws(SourceProblem) -> Answer {
        if let answer = Answer(rawValue: text) { return answer }
        let known = Answer.allCases.map(\.rawValue)
        throw SourceProblem(
            value.place,
            "\"passkey\" is \(known.joined(separator: ", "))\(NearestName.hint(text, in: known)), not \"\(text)\"")
    }
}
