import CommandLineKit
import Foundation
import Testing

@testable import penholder_tool

/// A small disk in the place of a group's folder, for as long as a story lasts.
enum SmallDisk {
  static let requirement: Comment =
    "needs to mount a tmpfs: run as root, outside of a bare container"

  static let isAvailable: Bool = {
    let folder = NSTemporaryDirectory() + "pen-disk-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch { return false }
    defer { _ = unsafe rmdir(folder) }
    return mount(folder, kilobytes: 64) && unmount(folder)
  }()

  // SAFETY, here and below: strings and bytes live until the call has returned.
  static func mount(_ folder: String, kilobytes: Int) -> Bool {
    unsafe Glibc.mount("tmpfs", folder, "tmpfs", 0, "size=\(kilobytes)k") == 0
  }

  /// Also while somebody still has files open there.
  static func unmount(_ folder: String) -> Bool { unsafe umount2(folder, Int32(MNT_DETACH)) == 0 }

  /// A new file that no other story's child inherits: as long as one held it open, removing it would
  /// make no room.
  private static func create(_ path: String) throws -> Int32 {
    let descriptor = unsafe open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    return descriptor
  }

  /// Takes some of the room.
  static func take(_ bytes: Int, as path: String) throws {
    let descriptor = try create(path)
    defer { close(descriptor) }
    try #require(posix_fallocate(descriptor, 0, bytes) == 0)
  }

  /// Takes all the room that is left.
  static func fill(_ folder: String) throws {
    let descriptor = try create(folder + "/fill")
    defer { close(descriptor) }
    for size in [65_536, 4_096, 1] {
      let bytes = [UInt8](repeating: 0x78, count: size)
      while unsafe write(descriptor, bytes, size) > 0 {}
    }
    #expect(errno == ENOSPC)
  }

  static func makeRoom(_ folder: String) throws {
    try FileManager.default.removeItem(atPath: folder + "/fill")
  }
}

@Suite(
  "A full disk", .enabled(if: SmallDisk.isAvailable, SmallDisk.requirement))
struct FullDiskStories {
  private static func tell(
    kilobytes: Int, _ story: (TabGroup) async throws -> Void
  ) async throws {
    try await TabGroup.tell { group in
      try #require(SmallDisk.mount(group.folder, kilobytes: kilobytes))
      defer { #expect(SmallDisk.unmount(group.folder)) }
      try await story(group)
    }
  }

  @Test("without room for the coordination file, opening says so, and nothing of it stays behind")
  func creating() async throws {
    // There is room for the database, but not for the file beside it. Whoever opens it is told what is
    // missing. Somebody makes room, and all is well.
    try await Self.tell(kilobytes: 12_000) { group in
      let database = [
        "exec", group.database, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)",
      ]
      let ballast = group.folder + "/ballast"
      try SmallDisk.take(8_000_000, as: ballast)
      let refused = try await group.run(program: TabGroup.program, database)
      #expect(refused.exit == EX_IOERR && refused.errors.contains("The disk is full"))
      let left = try FileManager.default.contentsOfDirectory(atPath: group.folder)
      #expect(!left.contains { $0.contains("-pen") || $0.contains("pen-new") }, "\(left)")
      try FileManager.default.removeItem(atPath: ballast)
      let made = try await group.run(program: TabGroup.program, database)
      #expect(made.exit == 0, "\(made)")
      try group.checkIntegrity()
    }
  }

  @Test("everybody is told why nothing is written and nobody leads, and it passes with the fault")
  func writing() async throws {
    // Ann leads, Ben follows, and the disk is full. Her writes and his are refused, reads go on. Ann is
    // killed: Ben cannot even write that he leads now. He says so to whoever asks; what is queued times
    // out with the reason, and so does a command. Somebody makes room, and Ben leads by himself.
    try await Self.tell(kilobytes: 16_000) { group in
      let tabs = try await group.open(2, lease: 0.5)
      let (ann, ben) = (tabs[0], tabs[1])
      try await ann.write("INSERT INTO note (text) VALUES ('before')")
      try SmallDisk.fill(group.folder)
      let large: JSON = ["sql": "INSERT INTO note (text) VALUES (hex(zeroblob(100000)))"]
      let own = try await ann.ask("write", large)
      #expect(own.errorCode == "IO_ERROR")
      #expect(own["error"]?["message"]?.text?.contains("disk is full") == true)
      let queued = try await ben.ask("queueWrite", large)
      #expect(queued.errorCode == "IO_ERROR")
      #expect(try await ben.column("SELECT text FROM note") == ["before"])
      ann.kill()
      _ = await ann.child.ended()
      let info = try await ben.info("the reason") { $0["obstacle"] != .null }
      #expect(info["leader"] == .null)
      #expect(info["obstacle"]?["reason"] == "database or disk is full")
      let status = try await group.run("status", group.database)
      #expect(status.output.contains("nobody can write: tab 2 cannot write to the database"))
      let waiting = try await ben.ask(
        "queueWrite", ["sql": "INSERT INTO note (text) VALUES ('late')", "timeout": .number("0.3")])
      #expect(waiting.errorCode == "TIMED_OUT_NOT_APPLIED")
      #expect(waiting["error"]?["message"]?.text?.contains("disk is full") == true)
      let command = try await group.run(
        "exec", group.database, "DELETE FROM note", "--timeout", "0.3")
      #expect(command.exit == EX_UNAVAILABLE && command.errors.contains("disk is full"))
      try SmallDisk.makeRoom(group.folder)
      try await ben.leads()
      try await ben.write("INSERT INTO note (text) VALUES ('after')")
      #expect(try await ben.get("info")["obstacle"] == .null)
      try group.expectNotes(["before", "after"])
    }
  }
}
