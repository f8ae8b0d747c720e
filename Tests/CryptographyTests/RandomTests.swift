import Base
import Cryptography
import Testing

struct RandomTests {
    @Test func `the same seed gives the same bytes, in whatever portions`() {
        let (one, two) = (Random.following([1, 2, 3]), Random.following([1, 2, 3]))
        let whole = one.bytes(100)

        #expect(two.bytes(1) + two.bytes(31) + two.bytes(33) + two.bytes(35) == whole)
        #expect(Set(whole).count > 60)
        #expect(Random.following([1, 2, 4]).bytes(100) != whole)
    }
}
