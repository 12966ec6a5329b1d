import Foundation
import PenholderCore
import SharedMemory
import Testing

@testable import Penholder

/// What may stand where the coordination file belongs. It is replaced or refused with a clear error;
/// it is never followed, written to, or waited for.
@Suite("In place of the coordination file", .timeLimit(.minutes(5)))
struct ForeignFileTests {
  let folder = TestFolder()
  var file: String { folder.database + "-pen" }
  /// A file of somebody's that must stay as it is.
  var precious: String { folder.path + "/precious" }

  enum Thing: String, CaseIterable, Sendable {
    case empty, short, noise, tooLong, anotherDatabases, olderVersion
    case link, danglingLink, linkToDevice, linkToItself, hardLink, hardLinkOfCopy
    case fifo, socket, device
  }

  @Test("it is replaced, and what it leads to is left alone", arguments: Thing.allCases)
  func replaced(_ thing: Thing) async throws {
    // Devices are the administrator's to make.
    if thing == .device, geteuid() != 0 { return }
    try await prepare()
    let before = Data((0..<Layout.fileSize).map { UInt8(truncatingIfNeeded: $0) })
    try before.write(to: URL(fileURLWithPath: precious))
    try await put(thing)
    let db = try await MultiTabDatabase.test(folder)
    #expect(try await db.waitForLeadership() > 1)
    try await db.add("new")
    #expect(try await db.notes() == ["kept", "new"])
    let other = try await MultiTabDatabase.test(folder)
    #expect(other.leaderInfo.leader?.tab == db.number)
    await other.close()
    await db.close()
    #expect(try Data(contentsOf: URL(fileURLWithPath: precious)) == before)
    let attributes = try #require(try MappedFile.attributes(of: file))
    #expect(attributes.isRegular && attributes.linkCount == 1)
    #expect(attributes.size == Layout.fileSize)
  }

  private func prepare() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    try await db.makeTable()
    try await db.add("kept")
    await db.close()
  }

  private func put(_ thing: Thing) async throws {
    let files = FileManager.default
    func link(to target: String) throws {
      try files.createSymbolicLink(atPath: file, withDestinationPath: target)
    }
    if thing == .olderVersion {
      let mapped = try MappedFile.open(file, size: Layout.fileSize, writable: true)
      SharedWords(in: mapped, at: 0, count: 8).store(0, at: Layout.Header.version)
      return
    }
    if thing == .hardLinkOfCopy {
      // Right in every byte, and under a second name that anybody may keep.
      try files.linkItem(atPath: file, toPath: folder.path + "/second")
      return
    }
    let right = try Data(contentsOf: URL(fileURLWithPath: file))
    try files.removeItem(atPath: file)
    switch thing {
    case .empty: #expect(files.createFile(atPath: file, contents: Data()))
    case .short: #expect(files.createFile(atPath: file, contents: right.prefix(5000)))
    case .tooLong: #expect(files.createFile(atPath: file, contents: right + Data(count: 4096)))
    case .noise:
      var random = SystemRandomNumberGenerator()
      let words = (0..<Layout.totalWords).map { _ in random.next() }
      let data = unsafe words.withUnsafeBytes { unsafe Data($0) }
      #expect(files.createFile(atPath: file, contents: data))
    case .anotherDatabases:
      let other = TestFolder()
      let db = try await MultiTabDatabase.test(other)
      try await db.waitForLeadership()
      try files.copyItem(atPath: other.database + "-pen", toPath: file)
      await db.close()
    case .link: try link(to: precious)
    case .danglingLink: try link(to: folder.path + "/nowhere")
    case .linkToDevice: try link(to: "/dev/zero")
    case .linkToItself: try link(to: file)
    case .hardLink: try files.linkItem(atPath: precious, toPath: file)
    case .fifo: #expect(unsafe mkfifo(file, 0o600) == 0)
    case .socket: try bindSocket()
    case .device: #expect(unsafe mknod(file, S_IFCHR | 0o600, makedev(1, 5)) == 0)
    case .olderVersion, .hardLinkOfCopy: break
    }
  }

  private func makedev(_ major: dev_t, _ minor: dev_t) -> dev_t { major << 8 | minor }

  private func bindSocket() throws {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array(file.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    try #require(path.count < room)
    // SAFETY: the path fits, by the line above; sockaddr_un may be looked at as sockaddr.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        unsafe bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0)
  }

  @Test("somebody else's file beside a database of one's own is replaced")
  func wrongOwner() async throws {
    // Files can be given away by the administrator only.
    guard geteuid() == 0 else { return }
    try await prepare()
    #expect(unsafe chown(file, 65_534, 65_534) == 0)
    let inode = try #require(try MappedFile.attributes(of: file)).identity.inode
    try await prepareAgain()
    let attributes = try #require(try MappedFile.attributes(of: file))
    #expect(attributes.identity.inode != inode && attributes.owner == 0)
  }

  @Test("wider than the database, it is narrowed; it never gets wider")
  func wrongMode() async throws {
    try await prepare()
    #expect(unsafe chmod(folder.database, 0o640) == 0)
    #expect(unsafe chmod(file, 0o666) == 0)
    try await prepareAgain()
    #expect(try MappedFile.attributes(of: file)?.mode == 0o640)
    #expect(unsafe chmod(file, 0o600) == 0)
    try await prepareAgain()
    #expect(try MappedFile.attributes(of: file)?.mode == 0o600)
  }

  @Test("a database that is shared with a group has a coordination file that is, too")
  func groupShared() async throws {
    // To have a group that is not one's own takes the administrator.
    guard geteuid() == 0 else { return }
    #expect(FileManager.default.createFile(atPath: folder.database, contents: Data()))
    #expect(unsafe chown(folder.database, 0, 4_711) == 0)
    #expect(unsafe chmod(folder.database, 0o660) == 0)
    try await prepare()
    let attributes = try #require(try MappedFile.attributes(of: file))
    #expect(attributes.group == 4_711 && attributes.mode == 0o660)
  }

  @Test("a copy with holes gets its blocks, so that a full disk is no crash")
  func holes() async throws {
    try await prepare()
    var s = stat()
    let descriptor = unsafe open(file, O_RDWR)
    defer { close(descriptor) }
    // From the middle of the lanes to the end: nothing that the file is known by.
    #expect(ftruncate(descriptor, off_t(Layout.fileSize / 2)) == 0)
    #expect(ftruncate(descriptor, off_t(Layout.fileSize)) == 0)
    #expect(unsafe fstat(descriptor, &s) == 0 && Int(s.st_blocks) * 512 < Layout.fileSize)
    try await prepareAgain()
    #expect(unsafe fstat(descriptor, &s) == 0 && Int(s.st_blocks) * 512 >= Layout.fileSize)
  }

  /// Comes, leads, and goes.
  private func prepareAgain() async throws {
    let db = try await MultiTabDatabase.test(folder)
    try await db.waitForLeadership()
    await db.close()
  }
}
