// SQLite's settings for a whole process, which are variadic in C.

#ifndef CSQLITE_H
#define CSQLITE_H

// For programs, before their first use of SQLite; a library must leave them to its program. Without
// statistics of memory, which cost every allocation a lock that all connections share: two that learn the
// schema at once spent milliseconds waiting for each other. And a statement's pages are kept in memory up
// to a megabyte before they go to a temporary file, so that an ordinary change makes none. 0, or an error
// code of SQLite's: too late, nothing has changed.
int csqlite_configure(void);

#endif
