import Base
import Policy

/// Where a journey stands. A value: it is stored between two requests and says everything that is needed to go on.
package struct JourneyState: Hashable, Sendable {
    package var journey: Name
    /// The way to the current step, the innermost sub journey last.
    package var frames: [Frame]
    package var claims: Claims
    /// The exchange that a selection chose for the step after it.
    package var chosen: Name?
    /// The browser's session has vouched for the person in this journey.
    package var signedOn: Bool
    /// How many sub journeys were invoked so far.
    package var invocations: Int

    package struct Frame: Hashable, Sendable {
        /// Nil: the user journey itself.
        package var subJourney: Name?
        /// Index of the current step, from 0.
        package var index: Int

        package init(subJourney: Name? = nil, index: Int = 0) {
            self.subJourney = subJourney
            self.index = index
        }
    }

    package init(journey: Name, claims: Claims = [:]) {
        self.journey = journey
        frames = [Frame()]
        self.claims = claims
        chosen = nil
        signedOn = false
        invocations = 0
    }
}

extension JourneyState {
    package var stored: JSON {
        var object: JSON.Object = ["journey": .string(journey.text), "claims": claims.stored]
        object["frames"] = .array(
            frames.map { frame in
                [frame.subJourney.map { .string($0.text) } ?? .null, .integer(Int64(frame.index))]
            })
        object["chosen"] = chosen.map { .string($0.text) }
        object["signedOn"] = .bool(signedOn)
        if invocations > 0 { object["invocations"] = .integer(Int64(invocations)) }
        return .object(object)
    }

    package init?(stored json: JSON) {
        guard let journey = json["journey"]?.string, let claims = json["claims"].flatMap({ Claims(stored: $0) }),
            let frames = json["frames"]?.array
        else { return nil }
        self.init(journey: Name(journey), claims: claims)
        self.frames = frames.compactMap { frame in
            guard let items = frame.array, items.count == 2, let index = items[1].integer else { return nil }
            return Frame(subJourney: items[0].string.map { Name($0) }, index: Int(index))
        }
        chosen = json["chosen"]?.string.map { Name($0) }
        signedOn = json["signedOn"]?.bool ?? false
        invocations = Int(json["invocations"]?.integer ?? 0)
    }
}
