// swift-tools-version: 6.2
// The package is a house; each target below is a floor, and arrows point down only
// (Tests/ArchitectureTests reads the import lines and holds us to it).

import Foundation
import PackageDescription

// Continuous integration turns warnings into errors; a newer compiler's new warning must not
// stop somebody's first build.
let strictness: [SwiftSetting] =
  ProcessInfo.processInfo.environment["PENHOLDER_WARNINGS_AS_ERRORS"] == "1"
  ? [.treatAllWarnings(as: .error)] : []

// Set by Assets/fuzz: the fuzzer in place of the test that replays its corpora.
let isFuzzing = ProcessInfo.processInfo.environment["PENHOLDER_FUZZ"] == "1"

let settings: [SwiftSetting] = [.strictMemorySafety()] + strictness

// Bytes that nobody vouches for, taken in at every place where such bytes come in.
let fuzzed: [Target.Dependency] = [
  "PenholderCore", "SharedMemory", "Penholder", "Screen", "TodoApp", "CommandLineKit",
]
let fuzzing: [Target] =
  isFuzzing
  ? [
    .systemLibrary(name: "CFuzzer", path: "Tests/Fuzzing/Driver/CFuzzer"),
    .executableTarget(
      name: "fuzz", dependencies: fuzzed + ["CFuzzer"], path: "Tests/Fuzzing",
      exclude: ["Replay", "Corpus", "Driver/CFuzzer"], swiftSettings: settings),
  ]
  : [
    .testTarget(
      name: "FuzzingTests", dependencies: fuzzed + ["TestSupport"], path: "Tests/Fuzzing",
      exclude: ["Driver", "Corpus"], swiftSettings: settings)
  ]

let package = Package(
  name: "Penholder",
  products: [
    .library(name: "Penholder", targets: ["Penholder"]),
    .library(name: "PenholderMetrics", targets: ["PenholderMetrics"]),
    .executable(name: "todos", targets: ["todos"]),
    .executable(name: "penholder", targets: ["penholder-tool"]),
    .executable(name: "penholder-bench", targets: ["penholder-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    // The kernel, as C functions that Swift can call.
    .target(name: "CPlatform"),
    // Bytes shared between processes: mapped file, atomic words, futex, locks, event ring.
    .target(name: "SharedMemory", dependencies: ["CPlatform"], swiftSettings: settings),
    // Pure decisions: the file's layout, the election. Imports nothing.
    .target(name: "PenholderCore", swiftSettings: settings),
    // The library.
    .target(
      name: "Penholder",
      dependencies: [
        "PenholderCore", "SharedMemory",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    // The library's numbers for who uses swift-metrics; apart, so that nobody else depends on it.
    .target(
      name: "PenholderMetrics",
      dependencies: [
        "Penholder", "PenholderCore", .product(name: "CoreMetrics", package: "swift-metrics"),
      ],
      swiftSettings: settings),
    // The terminal: pure values above, one place that calls ncurses below.
    .systemLibrary(
      name: "CNcurses", path: "Sources/CNcurses", providers: [.apt(["libncursesw5-dev"])]),
    // What of the terminal must be C: the crash handler.
    .target(name: "CTerminal"),
    .target(name: "Screen", swiftSettings: settings),
    .target(
      name: "NcursesScreen", dependencies: ["Screen", "CNcurses", "CTerminal"],
      swiftSettings: settings),
    // SQLite's settings for a whole process, as a C function that Swift can call.
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    // What the commands of both executables share.
    .target(
      name: "CommandLineKit",
      dependencies: ["CSQLite", "Penholder", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    // The todo app.
    .target(
      name: "TodoApp",
      dependencies: ["Penholder", "Screen", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    .executableTarget(
      name: "todos",
      dependencies: [
        "CommandLineKit", "TodoApp", "NcursesScreen", "CTerminal", "Penholder", "Spawning",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    // The tool for any coordinated database. The target is not called `penholder` because
    // `Penholder` is the library and module names differ in more than case.
    .executableTarget(
      name: "penholder-tool",
      dependencies: [
        "CommandLineKit", "Penholder",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/penholder-tool",
      swiftSettings: settings),
    // How to start another program. Imports nothing of the package.
    .target(name: "Spawning", swiftSettings: settings),
    // Our figures beside the machine's limits and beside what else there is.
    .executableTarget(
      name: "penholder-bench",
      dependencies: [
        "Spawning", "Penholder", "PenholderCore", "SharedMemory", "CPlatform",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: settings),
    // Small programs made with the library, to be read.
    .executableTarget(
      name: "example-follow", dependencies: ["Penholder"], path: "Sources/Examples/Follow",
      swiftSettings: settings),
    .executableTarget(
      name: "example-jobs",
      dependencies: ["Penholder", .product(name: "GRDB", package: "GRDB.swift")],
      path: "Sources/Examples/Jobs", swiftSettings: settings),
    .executableTarget(
      name: "example-players",
      dependencies: ["Penholder", .product(name: "GRDB", package: "GRDB.swift")],
      path: "Sources/Examples/Players", swiftSettings: settings),
    // What tests share: seeds, programs, threads of their own.
    .target(
      name: "TestSupport", dependencies: ["Spawning"], path: "Tests/TestSupport",
      swiftSettings: settings),
    // Each floor's own tests, and those of the whole house.
    .testTarget(
      name: "SharedMemoryTests", dependencies: ["SharedMemory", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "PenholderCoreTests", dependencies: ["PenholderCore", "TestSupport"],
      swiftSettings: settings),
    // The pure decisions and the ring once more, optimised (their sources are linked into the folder): a
    // simulator that plays hundreds of thousands of schedules in a debug build. Flags that are called
    // unsafe keep nobody from depending on the package: no product contains this.
    .testTarget(
      name: "SimulatorTests", dependencies: ["CPlatform", "TestSupport"],
      swiftSettings: settings + [.unsafeFlags(["-O"])]),
    .testTarget(
      name: "PenholderTests", dependencies: ["Penholder", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "PenholderMetricsTests",
      dependencies: [
        "PenholderMetrics", "Penholder", "PenholderCore",
        .product(name: "CoreMetrics", package: "swift-metrics"),
      ],
      swiftSettings: settings),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
    // The protocol's models (Tests/Models), checked by spin.
    .testTarget(name: "ModelTests", dependencies: ["TestSupport"], swiftSettings: settings),
    // Real tabs in processes of their own, killed and stopped.
    .testTarget(
      name: "ProcessTests",
      dependencies: [
        "penholder-tool", "CommandLineKit", "SharedMemory", "PenholderCore", "Spawning",
        "TestSupport", "example-follow", "example-jobs", "example-players",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ScreenTests", dependencies: ["Screen", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "TodoAppTests", dependencies: ["TodoApp", "Screen", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "TodoStoreTests",
      dependencies: [
        "TodoApp", "Penholder", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    // The app in real terminals.
    .testTarget(
      name: "TerminalTests", dependencies: ["todos", "penholder-tool", "Spawning", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "BenchTests", dependencies: ["penholder-bench", "todos", "TestSupport"],
      swiftSettings: settings),
  ] + fuzzing,
  swiftLanguageModes: [.v6]
)

// Set by Assets/sanitize: the test targets to be built under a sanitizer, with what they need and
// nothing else.
if let sanitized = ProcessInfo.processInfo.environment["PENHOLDER_SANITIZED"] {
  var kept: Set<String> = []
  func keep(_ name: String) {
    guard let target = package.targets.first(where: { $0.name == name }),
      kept.insert(name).inserted
    else { return }
    for case .byNameItem(let needed, _) in target.dependencies { keep(needed) }
  }
  for target in sanitized.split(separator: " ") { keep(String(target)) }
  package.targets.removeAll { !kept.contains($0.name) }
  package.products.removeAll { !kept.contains($0.name) }
  // What nobody left needs: nothing is fetched for it, and nobody is warned of it.
  let packages = package.targets.flatMap(\.dependencies).compactMap { dependency -> String? in
    guard case .productItem(_, let package, _, _) = dependency else { return nil }
    return package
  }
  package.dependencies.removeAll { dependency in
    guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
    return !packages.contains { location.hasSuffix("/" + $0) }
  }
}
