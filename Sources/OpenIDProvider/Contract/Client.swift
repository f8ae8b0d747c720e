import Directory

/// A client of an issuer, tenant or realm. The endpoints speak of clients, as the standards do.
package typealias Client = Directory.Application
