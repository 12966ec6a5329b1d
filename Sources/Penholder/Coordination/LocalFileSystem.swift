import SharedMemory

/// Refuses file systems on which the coordination file cannot work: byte locks or shared mappings of
/// two hosts (or of a host and a guest) do not see each other there.
///
/// Types are statfs(2)'s, from Linux's `include/uapi/linux/magic.h`.
enum LocalFileSystem {
  private static let remote: [UInt32: String] = [
    0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x00C3_6400: "Ceph",
    0x6573_5546: "FUSE", 0x0102_1997: "9P", 0x7461_636F: "OCFS2", 0x0116_1970: "GFS2",
    0x0BD0_0BD0: "Lustre", 0x7375_7245: "Coda", 0x564C: "NCP", 0x5346_414F: "AFS",
    0x786F_4256: "VirtualBox shared folders", 0x4750_4653: "GPFS", 0x4246_5331: "BeeGFS",
  ]

  static func check(_ path: String) throws(PenholderError) {
    let type = try PenholderError.wrap { () throws(SystemError) in try fileSystemType(of: path) }
    if let name = remote[type] { throw .unsupportedFileSystem(path: path, name: name) }
  }
}
