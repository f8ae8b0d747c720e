import Journey
import Testing

@testable import Policy

struct TransformationNamesTests {
    @Test func `the checker knows the methods that run, and no others`() {
        let checked = Set(TransformationMethod.all.keys)
        let run = Set(Transformations.known)
        #expect(checked.subtracting(run).isEmpty)
        #expect(run.subtracting(checked).isEmpty)
        #expect(!run.isEmpty)
    }
}
