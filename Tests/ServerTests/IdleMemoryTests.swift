import Base
import Testing

@testable import Server

@Suite struct IdleMemoryTests {
    @Test func `only clean pages of files that nobody writes are given back`() {
        let smaps = """
            1000-3000 r-xp 00000000 08:01 42                         /usr/bin/cardea
            Rss:                   8 kB
            Anonymous:             0 kB
            VmFlags: rd ex mr mw me
            3000-4000 r--p 00002000 08:01 42                         /usr/bin/cardea
            Anonymous:             4 kB
            4000-5000 rw-p 00003000 08:01 42                         /usr/bin/cardea
            Anonymous:             0 kB
            5000-6000 r--p 00000000 00:00 0
            Anonymous:             0 kB
            6000-7000 r--p 00000000 00:00 0                          [vvar]
            Anonymous:             0 kB
            f000-ffff r--p 00000000 08:01 43                         /usr/lib/with a blank.so
            Anonymous:             0 kB
            """
        #expect(IdleMemory.cleanMappings(Bytes(utf8: smaps)) == [0x1000..<0x3000, 0xf000..<0xffff])
    }

    @Test func `a server goes on after it has given back`() {
        IdleMemory.giveBack()
        #expect(String(repeating: "a", count: 3).uppercased() == "AAA")
    }
}
