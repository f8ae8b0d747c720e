import Base
import Testing

struct BroadcastTests {
    @Test func `everybody hears what is sent while they listen`() async {
        let broadcast = Broadcast<Int>()
        broadcast.send(1)
        var (one, other) = (
            broadcast.listen(buffering: 8).makeAsyncIterator(), broadcast.listen(buffering: 8).makeAsyncIterator()
        )
        broadcast.send(2)
        broadcast.send(3)

        #expect(await one.next() == 2)
        #expect(await one.next() == 3)
        #expect(await other.next() == 2)
    }

    @Test func `who falls behind loses the oldest`() async {
        let broadcast = Broadcast<Int>()
        var listener = broadcast.listen(buffering: 2).makeAsyncIterator()
        for number in 1...5 { broadcast.send(number) }

        #expect(await listener.next() == 4)
        #expect(await listener.next() == 5)
    }

    @Test func `several times that something happened are one`() async {
        let broadcast = Broadcast<Void>()
        let stream = broadcast.listen()
        broadcast.send()
        broadcast.send()
        var listener = stream.makeAsyncIterator()

        #expect(await listener.next() != nil)
        broadcast.send()
        #expect(await listener.next() != nil)
    }

    @Test func `beyond the limit a stream ends at once, and who goes makes room`() async {
        let broadcast = Broadcast<Int>(maximumListeners: 1)
        do {
            let first = broadcast.listen(buffering: 1)
            var second = broadcast.listen(buffering: 1).makeAsyncIterator()
            #expect(await second.next() == nil)
            _ = first
        }
        let third = broadcast.listen(buffering: 1)
        broadcast.send(7)
        var reading = third.makeAsyncIterator()
        #expect(await reading.next() == 7)
    }
}
