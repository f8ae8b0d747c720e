import Base
import Directory
import Passwordless
import TestSupport
import Testing

struct MagicLinkTests {
    private func asked(_ world: FactorWorld) async throws -> (Challenges.Open, String) {
        let open = try await world.challenge(world.ada, scope: [EnrolmentDesk.additionScope])
        let begun = try await world.begin(.magicLink, open)
        let first = try await world.sent.lastToken()
        _ = try await world.finish(["token": .string(first)], .magicLink, begun)
        world.clock.advance(seconds: 3600)
        let asked = try await world.asked(.magicLink)
        return (asked, try await world.sent.lastToken())
    }

    @Test func `a link that is opened where it was asked for signs in, once`() async throws {
        let world = try await FactorWorld()
        let (open, token) = try await asked(world)
        let link = try #require(world.sent.links.last?.link.exposed)
        #expect(link == "https://login.example/demo/link/\(token)")
        #expect(MagicLinks.isAwaited(token, by: open.challenge))
        #expect(!MagicLinks.isAwaited(token, by: try await world.challenge(world.ada).challenge))

        let done = try await world.answer(["token": .string(token)], .magicLink, open)

        #expect(done.challenge.proofs.first?.qualities == [.mail])
        #expect(try await world.links.link(token, in: world.realm.tenant) == nil)
        let other = try await world.challenge(world.ada)
        world.clock.advance(seconds: 60)
        _ = try await world.ask(.magicLink, other)
        #expect(
            try await reason { _ = try await world.answer(["token": .string(token)], .magicLink, other) }
                == .wrong(triesLeft: 4))
    }

    @Test func `to look at a link uses nothing up`() async throws {
        let world = try await FactorWorld()
        let (open, token) = try await asked(world)
        for _ in 0..<5 {
            let seen = try #require(try await world.links.link(token, in: world.realm.tenant))
            #expect(seen.to == "a•••@e•••.com")
            #expect(seen.address == world.client.address)
            #expect(seen.needsNumber)
        }

        _ = try await world.answer(["token": .string(token)], .magicLink, open)
    }

    @Test func `in another browser the number that the first shows is needed, and the first goes on itself`()
        async throws
    {
        let world = try await FactorWorld()
        let (open, token) = try await asked(world)
        let tenant = world.realm.tenant
        let number = try #require(open.challenge.tasks[.magicLink]?.task.shown["number"]?.string)
        let other = number == "10" ? "11" : "10"
        for _ in 0..<10 {
            #expect(
                try await reason { _ = try await world.answer(["finalize": true], .magicLink, open) }
                    == .wrong(triesLeft: 5))
        }
        #expect(try await world.links.approve(token, number: nil, in: tenant) == .wrong(triesLeft: 2))
        #expect(try await world.links.approve(token, number: other, in: tenant) == .wrong(triesLeft: 1))
        #expect(try await !world.links.isApproved(for: open.challenge.tasks[.magicLink], in: tenant))

        #expect(try await world.links.approve(token, number: number, in: tenant) == .approved)
        #expect(try await world.links.isApproved(for: open.challenge.tasks[.magicLink], in: tenant))
        let done = try await world.answer(["finalize": true], .magicLink, open)

        #expect(done.challenge.proofs.map(\.method) == [.magicLink])
        #expect(try await world.links.approve(token, number: number, in: tenant) == .gone)
    }

    @Test func `three wrong numbers end a link`() async throws {
        let world = try await FactorWorld()
        let (open, token) = try await asked(world)
        let tenant = world.realm.tenant
        let number = try #require(open.challenge.tasks[.magicLink]?.task.shown["number"]?.string)
        for _ in 0..<2 { _ = try await world.links.approve(token, number: "0", in: tenant) }

        #expect(try await world.links.approve(token, number: "0", in: tenant) == .gone)
        #expect(try await world.links.approve(token, number: number, in: tenant) == .gone)
    }

    @Test func `a link is good for ten minutes`() async throws {
        let world = try await FactorWorld()
        let (open, token) = try await asked(world)
        world.clock.advance(seconds: 600)

        #expect(
            try await reason { _ = try await world.answer(["token": .string(token)], .magicLink, open) } == .expired)
        #expect(try await world.links.link(token, in: world.realm.tenant) == nil)
    }
}
