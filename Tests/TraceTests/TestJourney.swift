import Base
import Policy
import Synchronization
import Trace

let here = SourceLocation(file: "test.xml", line: 1, column: 1)

/// A store with one journey of a small policy in it; the clock goes by what the test says.
final class TestJourney: Sendable {
    let store: TraceStore
    let recorder: TraceRecorder

    init(_ selection: TraceSelection = .development, limits: TraceStore.Limits = .init()) {
        let shared = SharedClock()
        store = TraceStore(selection, limits: limits, now: { shared.now })
        recorder = TestJourney.recorder("c-1", of: store)
    }

    static func recorder(_ id: String, of store: TraceStore, path: String = "/authorize") -> TraceRecorder {
        store.recorder(
            for: TraceSubject(
                correlationID: id, tenant: "contoso.onmicrosoft.com", policy: "B2C_1A_susi", journey: "SignUpOrSignIn",
                client: "app"), method: "GET", path: path
        ) {
            TraceRedaction(
                policy, masks: ["phone": { "***\($0.suffix(4))" }], showsMasked: store.selection.showsMasked)
        }
    }

    var trace: JourneyTrace? { store.journey(correlationID: "c-1") }

    static var policy: ResolvedPolicy {
        var policy = ResolvedPolicy(id: "B2C_1A_susi", tenant: "contoso.onmicrosoft.com")
        var asked = ClaimType(id: "pw1", location: here)
        asked.userInputType = .password
        policy.claimTypes["pw1"] = asked
        policy.claimTypes["forceChangePasswordNextLogin"] = ClaimType(
            id: "forceChangePasswordNextLogin", dataType: .boolean, location: here)
        var profile = TechnicalProfile(id: "REST-Check", location: here)
        profile.inputClaims = [ClaimReference(claimType: "handed", partnerClaimType: "user_password")]
        policy.technicalProfiles["REST-Check"] = profile
        var control = DisplayControl(id: "mail", kind: "VerificationControl", location: here)
        control.displayClaims = [DisplayClaim(reference: .claim("typedCode"), controlClaimType: "VerificationCode")]
        policy.displayControls["mail"] = control
        return policy
    }

    static func place(_ order: Int) -> TraceEvent.Place {
        .init(journey: "SignUpOrSignIn", subJourney: nil, order: order, type: "ClaimsExchange", location: "a.xml:1:1")
    }
}

private final class SharedClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_700_000_000_000)

    /// A millisecond later each time that it is asked.
    var now: Timestamp {
        milliseconds.withLock { value in
            value += 1
            return Timestamp(milliseconds: value)
        }
    }
}
