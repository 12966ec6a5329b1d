#define NCURSES_WIDECHAR 1
#include <ncurses.h>
static inline WINDOW *screen_stdscr(void) { return stdscr; }
