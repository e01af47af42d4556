/* SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause */
/* What the parts of sweep share. */
#ifndef SWEEP_H
#define SWEEP_H

#include <sys/types.h>

struct ptrace_syscall_info;

/* The module's name. */
extern const char *name;

/* The last function of the module on the way to the latest fault, FUNCTION+OFFSET/SIZE [NAME], or "-". */
extern char frame[256];

/* Reads the kernel's log: sets frame from the dump of a fault, and keeps all that is not of the dump. */
void read_log(void);

/* Prints the reason why the module is wrong: "after fault", NTH, WHAT. Returns 1. */
int problem(const char *nth, const char *what);

/* Prints a fault, with the error that the call gave, or 0. */
void report(const char *nth, int error);

/* To be called before the first may_concern_it(): finds the file systems that hold no file of the module. */
void know_own_files(void);

/* Whether that call of the process, which begins, may concern the module. */
int may_concern_it(pid_t pid, const struct ptrace_syscall_info *call);

/* Both return the exit status of the program. */
int sweep_load(const char *file, const char *parameters);
int sweep_run(const char *command, int limit, int limit_of_all);

#endif
