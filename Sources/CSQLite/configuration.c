#include "CSQLite.h"

#include <sqlite3.h>

int csqlite_configure(void) {
  int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  if (code != SQLITE_OK) return code;
  return sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, 1 << 20);
}
