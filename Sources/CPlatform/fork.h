// Inside CPlatform: opening and closing what a forked child must not keep. Between `hold` and
// `release` nobody forks.

#ifndef CPLATFORM_FORK_H
#define CPLATFORM_FORK_H

void fork_hold(void);
void fork_release(void);
// Takes the result of an open; closes it and returns -EMFILE when there are too many.
int fork_keep_from_child(int fd);
void fork_forget(int fd);

#endif
