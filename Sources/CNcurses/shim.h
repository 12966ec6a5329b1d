// ncurses for Swift: the wide-character interface, and functions for what are macros.
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <stdio.h>
#include <term.h>

// term.h defines several hundred lower-case macros for terminfo capabilities; those that are
// words of the language or of our code must not leak.
#undef lines
#undef columns
#undef tab
#undef newline

// A global variable that ncurses changes: Swift 6 may not read it directly.
static inline WINDOW *screen_stdscr(void) { return stdscr; }
static inline WINDOW *screen_curscr(void) { return curscr; }

// The C streams are such variables as well. Of a stream to write to, ncurses uses the descriptor only.
static inline SCREEN *screen_newterm(const char *terminal, int output) {
  FILE *stream = fdopen(output, "w");
  return stream ? newterm(terminal, stream, stdin) : NULL;
}

static inline attr_t screen_bold(void) { return A_BOLD; }
static inline attr_t screen_dim(void) { return A_DIM; }
static inline attr_t screen_reverse(void) { return A_REVERSE; }
static inline attr_t screen_underline(void) { return A_UNDERLINE; }

// The string of a capability, or NULL for absent and for "not a string": tigetstr says the latter
// with the pointer -1.
static inline const char *screen_capability(const char *name) {
  char *value = tigetstr((char *)name);
  return value == (char *)-1 ? NULL : value;
}

// What moves the cursor there, or NULL. The string belongs to ncurses until the next call.
static inline const char *screen_address(int row, int column) {
  return cursor_address ? tiparm(cursor_address, row, column) : NULL;
}
