import Foundation

/// D-Bus signals through a daemon of our own.
struct DBus: Notifier {
  private static let library = "libdbus-1.so.3"
  var name: String { "D-Bus signal" }
  var program: String { "dbus-daemon" }
  var libraries: [String] { [Self.library] }
  var package: String { "Debian: dbus-daemon, libdbus-1-3" }

  private static func socket(_ base: String) -> String { base + "/dbus" }
  private static let interface = "org.example.News"

  func serve(in folder: String, programs: Programs) throws -> AnyObject? {
    let configuration = """
      <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
       "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
      <busconfig>
        <type>session</type>
        <listen>unix:path=\(Self.socket(folder))</listen>
        <policy context="default">
          <allow send_destination="*" eavesdrop="true"/>
          <allow eavesdrop="true"/>
          <allow own="*"/>
        </policy>
      </busconfig>
      """
    let file = folder + "/dbus.conf"
    try configuration.write(toFile: file, atomically: false, encoding: .utf8)
    let server = try Child(
      [programs.find(program) ?? program, "--config-file=\(file)", "--nofork", "--nopidfile"],
      quiet: true)
    try server.waitUntilItAnswers { _ = try StreamSocket.unix(Self.socket(folder)) }
    return server
  }

  /// Turns have paths of their own.
  private static func path(_ post: Post) -> String {
    "/" + post.folder.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  func speaker(_ post: Post) throws -> any Speaker {
    Signalling(bus: try Bus(Self.socket(post.base)), path: Self.path(post))
  }

  func listener(_ post: Post) throws -> any Listener {
    let bus = try Bus(Self.socket(post.base))
    unsafe bus.addMatch(
      bus.connection, "type='signal',interface='\(Self.interface)',path='\(Self.path(post))'",
      bus.error)
    unsafe bus.flush(bus.connection)
    return Matching(bus: bus)
  }

  private struct Signalling: Speaker {
    let bus: Bus
    let path: String

    func tell(_ index: UInt64, _ board: Board?) throws {
      board?.stamp(index)
      guard let message = unsafe bus.newSignal(path, DBus.interface, "News") else {
        throw BenchError("D-Bus makes no signal")
      }
      var (iterator, value) = (Bus.Iterator(repeating: 0), index)
      // SAFETY: the iterator has room for DBusMessageIter, and lives as long as it is used.
      unsafe bus.initialiseAppending(message, &iterator)
      _ = unsafe bus.append(&iterator, Bus.typeOfWord, &value)
      guard unsafe bus.send(bus.connection, message, nil) != 0 else {
        throw BenchError("D-Bus sends nothing")
      }
      unsafe bus.flush(bus.connection)
      unsafe bus.release(message)
    }
  }

  private struct Matching: Listener {
    let bus: Bus

    func listen(_ ear: Ear) throws {
      while unsafe bus.readWrite(bus.connection, -1) != 0 {
        while let message = unsafe bus.pop(bus.connection) {
          var (iterator, value) = (Bus.Iterator(repeating: 0), UInt64(0))
          // SAFETY: as in `tell`.
          if unsafe bus.isSignal(message, DBus.interface, "News") != 0,
            unsafe bus.initialiseReading(message, &iterator) != 0
          {
            unsafe bus.get(&iterator, &value)
            ear.hears(value)
          }
          unsafe bus.release(message)
        }
      }
      throw BenchError("The bus is gone")
    }
  }

  /// What of `<dbus/dbus.h>` is called.
  @safe
  private final class Bus {
    typealias Pointer = UnsafeMutableRawPointer
    typealias Text = UnsafePointer<CChar>
    /// DBusMessageIter has 14 words or fewer.
    typealias Iterator = InlineArray<16, UInt64>
    /// DBUS_TYPE_UINT64.
    static let typeOfWord = Int32(UInt8(ascii: "t"))

    let connection: Pointer
    /// DBusError has four words.
    let error: Pointer
    let addMatch: @convention(c) (Pointer, Text, Pointer) -> Void
    let flush: @convention(c) (Pointer) -> Void
    let newSignal: @convention(c) (Text, Text, Text) -> Pointer?
    let initialiseAppending: @convention(c) (Pointer, Pointer) -> Void
    let append: @convention(c) (Pointer, Int32, Pointer) -> UInt32
    let send: @convention(c) (Pointer, Pointer, Pointer?) -> UInt32
    let release: @convention(c) (Pointer) -> Void
    let readWrite: @convention(c) (Pointer, Int32) -> UInt32
    let pop: @convention(c) (Pointer) -> Pointer?
    let isSignal: @convention(c) (Pointer, Text, Text) -> UInt32
    let initialiseReading: @convention(c) (Pointer, Pointer) -> UInt32
    let get: @convention(c) (Pointer, Pointer) -> Void

    init(_ socket: String) throws {
      let library = try DynamicLibrary(DBus.library)
      func call<Function>(_ name: String, as type: Function.Type = Function.self) throws -> Function
      {
        try library.function("dbus_" + name, as: type)
      }
      unsafe addMatch = try call("bus_add_match")
      unsafe flush = try call("connection_flush")
      unsafe newSignal = try call("message_new_signal")
      unsafe initialiseAppending = try call("message_iter_init_append")
      unsafe append = try call("message_iter_append_basic")
      unsafe send = try call("connection_send")
      unsafe release = try call("message_unref")
      unsafe readWrite = try call("connection_read_write")
      unsafe pop = try call("connection_pop_message")
      unsafe isSignal = try call("message_is_signal")
      unsafe initialiseReading = try call("message_iter_init")
      unsafe get = try call("message_iter_get_basic")
      unsafe error = .allocate(byteCount: 64, alignment: 8)
      unsafe try call("error_init", as: (@convention(c) (Pointer) -> Void).self)(error)
      let open = unsafe try call(
        "connection_open_private", as: (@convention(c) (Text, Pointer) -> Pointer?).self)
      let register = unsafe try call(
        "bus_register", as: (@convention(c) (Pointer, Pointer) -> UInt32).self)
      guard let connection = unsafe open("unix:path=\(socket)", error),
        unsafe register(connection, error) != 0
      else { throw BenchError("The bus does not answer at \(socket)") }
      unsafe self.connection = connection
    }
  }
}
