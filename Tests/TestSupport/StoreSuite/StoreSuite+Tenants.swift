import Base
import Directory
import Testing

extension StoreSuite {
    static let tenants = [
        StoreRule("a tenant is found by id, and by name in any case") { store async throws in
            #expect(try await store.tenants.tenant(Sample.tenant.id) == Sample.tenant)
            #expect(try await store.tenants.tenant(named: "Contoso.OnMicrosoft.com") == Sample.tenant)
            #expect(try await store.tenants.tenant(named: "nobody.example") == nil)
            #expect(try await store.tenants.tenant(Tenant.ID("nobody")) == nil)
        },
        StoreRule("a tenant that is saved again replaces the first") { store async throws in
            var changed = Sample.tenant
            changed.displayName = "Contoso Ltd."
            changed.name = "contoso.example"
            try await store.tenants.save(changed)

            #expect(try await store.tenants.tenant(changed.id) == changed)
            #expect(try await store.tenants.tenant(named: Sample.tenant.name) == nil)
        },
        StoreRule("two tenants cannot share a name") { store async throws in
            let impostor = Tenant(id: Tenant.ID("x"), name: Sample.tenant.name.uppercased(), displayName: "")

            await #expect(throws: (any Error).self) { try await store.tenants.save(impostor) }
            #expect(try await store.tenants.tenant(named: Sample.tenant.name) == Sample.tenant)
        },
    ]

    static let applications = [
        StoreRule("an application comes back with every field") { store async throws in
            let application = Sample.application("a")
            try await store.applications.save(application)

            let kept = try #require(try await store.applications.application(application.id, of: Sample.tenant.id))
            #expect(String(describing: kept) == String(describing: application))
            let elsewhere = try await store.applications.application(application.id, of: Sample.otherTenant.id)
            #expect(elsewhere == nil)
        },
        StoreRule("a new application comes back, and saving again replaces it") { store async throws in
            let bare = Application(id: Application.ID("a"), tenant: Sample.tenant.id, name: "Bare")
            for application in [Sample.application("a"), bare] { try await store.applications.save(application) }

            let kept = try #require(try await store.applications.application(bare.id, of: Sample.tenant.id))
            #expect(String(describing: kept) == String(describing: bare))
        },
        StoreRule("one client id may be used in two tenants") { store async throws in
            try await store.applications.save(Sample.application("a"))
            var other = Sample.application("a", of: Sample.otherTenant)
            other.name = "Other"
            try await store.applications.save(other)

            let first = try await store.applications.application(other.id, of: Sample.tenant.id)
            #expect(first?.name == "Web shop")
        },
    ]

    static let sessions = [
        StoreRule("a session comes back until it expires or is ended") { store async throws in
            var session = Session(
                id: Session.ID("s"), tenant: Sample.tenant.id, createdAt: Sample.now, expiresAt: Sample.later,
                content: ["idp": "facebook.com"])
            try await store.sessions.save(session)
            session.usedAt = Sample.now.adding(seconds: 5)
            session.isPersistent = true
            session.content = ["idp": "local"]
            try await store.sessions.save(session)

            func kept(_ now: Timestamp, _ tenant: Tenant = Sample.tenant) async throws -> Session? {
                try await store.sessions.session(session.id, of: tenant.id, at: now)
            }
            #expect(try await kept(Sample.now) == session)
            #expect(try await kept(Sample.now, Sample.otherTenant) == nil)
            #expect(try await kept(Sample.later.adding(milliseconds: -1)) == session)
            #expect(try await kept(Sample.later) == nil)
            try await store.sessions.end(session.id)
            #expect(try await kept(Sample.now) == nil)
        },
        StoreRule("a session is changed while it is there, and not once it has ended") { store async throws in
            var session = Session(
                id: Session.ID("s"), tenant: Sample.tenant.id, createdAt: Sample.now, expiresAt: Sample.later)
            #expect(try await !store.sessions.update(session, at: Sample.now))
            try await store.sessions.save(session)
            session.content = ["user": "ada"]
            #expect(try await store.sessions.update(session, at: Sample.now))
            #expect(
                try await store.sessions.sessions(of: User.ID("ada"), in: Sample.tenant.id, at: Sample.now) == [session]
            )
            #expect(try await !store.sessions.update(session, at: Sample.later))
            let others = Session(
                id: session.id, tenant: Sample.otherTenant.id, createdAt: Sample.now, expiresAt: Sample.later)
            #expect(try await !store.sessions.update(others, at: Sample.now))
            try await store.sessions.end(session.id)
            #expect(try await !store.sessions.update(session, at: Sample.now))
            #expect(try await store.sessions.session(session.id, of: Sample.tenant.id, at: Sample.now) == nil)
        },
        StoreRule("of many who use a session while it is ended, none brings it back") { store async throws in
            for round in 0..<40 {
                let session = Session(
                    id: Session.ID("s\(round)"), tenant: Sample.tenant.id, createdAt: Sample.now,
                    expiresAt: Sample.later)
                try await store.sessions.save(session)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for second in 0..<4 {
                        group.addTask {
                            guard
                                var read = try await store.sessions.session(
                                    session.id, of: Sample.tenant.id, at: Sample.now)
                            else { return }
                            read.usedAt = Sample.now.adding(seconds: Int64(second))
                            _ = try await store.sessions.update(read, at: Sample.now)
                        }
                    }
                    group.addTask { try await store.sessions.end(session.id) }
                    try await group.waitForAll()
                }
                #expect(try await store.sessions.session(session.id, of: Sample.tenant.id, at: Sample.now) == nil)
            }
        },
    ]
}
