import Foundation
import Testing

@testable import penholder_tool

/// Another user, who may read what the tests make and write to none of it. The administrator is
/// bound by no permissions, and everybody else cannot become another user.
enum Stranger {
  /// Why the stories with a stranger may be left out; said by the test runner.
  static let requirement: Comment = "needs two users: run as root, with setpriv(1) of util-linux"

  static let isAvailable =
    geteuid() == 0 && FileManager.default.isExecutableFile(atPath: setpriv)

  static let setpriv = "/usr/bin/setpriv"
  private static let rights = [
    "--reuid=65534", "--regid=65534", "--clear-groups", "--", TabGroup.program,
  ]

  /// What `setpriv` is to be told, to run a command of ours.
  static func command(_ arguments: [String]) -> [String] { rights + arguments }
}
