import ArgumentParser
import CommandLineKit
import Foundation
import Glibc
import TodoApp

/// `todos export`: reads beside running tabs and takes part in nothing.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the list into a file.",
    discussion: """
      All of it, open and done, in list order and as of one moment. JSON and CSV keep everything; \
      todo.txt knows days but no times, and Markdown does not know when something was added or done. \
      A file is replaced when all has been written.

      Examples:
        todos export todo.txt
        todos export --open --format markdown | less
        todos export --format csv > todos.csv
      """)

  /// Which todos.
  enum Scope: EnumerableFlag {
    case all, open, done

    static func help(for value: Scope) -> ArgumentHelp? {
      switch value {
      case .all: "All of them (default)."
      case .open: "Those that are to be done."
      case .done: "Those that are done."
      }
    }
  }

  @OptionGroup var location: Location
  @OptionGroup var target: TodoFile
  @Flag(exclusivity: .exclusive) var scope = Scope.all

  func run() throws {
    let format = try target.chosenFormat()
    let path = try location.existingPath()
    if target.isStandard { return try write(format, from: path, to: STDOUT_FILENO) }
    let draft = try Draft(of: target.file)
    do {
      try write(format, from: path, to: draft.descriptor)
      try draft.finish()
    } catch {
      draft.discard()
      if let error = error as? Descriptors.WriteError {
        throw Failure.system("write", error.code, target.file)
      }
      throw error
    }
  }

  private func write(_ format: TodoFormat, from path: String?, to descriptor: Int32) throws {
    var writer = EntryWriter(format, at: Clock.moment())
    var text = writer.head
    var family = ExportFamily()
    var first: Int64?
    if let path {
      try TodoQuery(scope: .all).each(at: path, now: Clock.moment()) { todo in
        // It begins anew, and what has been written cannot be taken back.
        if first == todo.id {
          throw Failure("The list was changed while it was read. Try again.", exit: EX_TEMPFAIL)
        }
        first = first ?? todo.id
        let isIn = scope == .all || todo.done == (scope == .done)
        text += family.take(todo, isIn: isIn, &writer)
        if text.utf8.count >= 1 << 16 {
          try Descriptors.write(text, to: descriptor)
          text = ""
        }
      }
    }
    text += family.end(&writer)
    try Descriptors.write(text + writer.tail, to: descriptor)
  }

  /// A file beside the one that is to be written, which it replaces when it is whole.
  private struct Draft {
    let path: String
    let name: String
    let descriptor: Int32

    init(of path: String) throws {
      // A link stays one.
      self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      var isFolder: ObjCBool = false
      if unsafe FileManager.default.fileExists(atPath: self.path, isDirectory: &isFolder),
        isFolder.boolValue
      {
        throw Failure("\(path) is a folder. Name a file in it.", exit: EX_CANTCREAT)
      }
      // What is no file cannot be replaced: /dev/stdout, a pipe.
      let attributes = try? FileManager.default.attributesOfItem(atPath: self.path)
      let isSpecial = attributes.map { $0[.type] as? FileAttributeType != .typeRegular } ?? false
      name = isSpecial ? "" : self.path + ".\(getpid()).part"
      descriptor =
        isSpecial
        ? unsafe open(self.path, O_WRONLY | O_CLOEXEC)
        : unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor < 0 {
        var failure = Failure.system("open", errno, path)
        failure.exit = EX_CANTCREAT
        throw failure
      }
      if let mode = attributes?[.posixPermissions] as? NSNumber {
        fchmod(descriptor, mode.uint32Value)
      }
    }

    func finish() throws {
      if name.isEmpty { return }
      guard fsync(descriptor) == 0, unsafe Glibc.rename(name, path) == 0 else {
        throw Failure.system("write", errno, path)
      }
      close(descriptor)
    }

    func discard() { if !name.isEmpty { unsafe unlink(name) } }
  }
}
