// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * Runs the command again and again, and traces its processes. The first time the first allocation or user copy of its
 * first system call fails that may concern the module, the second time the second, and so on; when that call has no
 * more, it goes on with the next call. How the command ends does not count: it may give up, or try again.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <linux/audit.h>
#include <linux/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sweep.h"

/* The next fault: of which of the calls that may concern the module, and which one of its allocations and copies. */
static int wanted_call, wanted_nth;

/* Of the current run: how many such calls have begun; the process that has a fault before it; what that fault gave. */
static int calls;
static pid_t armed;
static int fired, error;

static char traced[1 << 16];

static void set_fail_nth(pid_t pid, int nth)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/fail-nth", pid);
	file = fopen(path, "w");
	if (!file || fprintf(file, "%d", nth) < 0 || fclose(file)) {
		perror(path);
		exit(2);
	}
}

/* Returns how many allocations and copies are left before the fault: 0 if it has happened, or the process is gone. */
static int get_fail_nth(pid_t pid)
{
	char path[64];
	int nth = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/fail-nth", pid);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%d", &nth) != 1)
		nth = 0;
	if (file)
		fclose(file);
	return nth;
}

static void call_begins(pid_t pid, const struct ptrace_syscall_info *call)
{
	if (fired || call->arch != AUDIT_ARCH_X86_64 || !may_concern_it(pid, call))
		return;
	if (calls++ < wanted_call || armed)
		return;
	if (calls - 1 > wanted_call) {
		wanted_call = calls - 1;
		wanted_nth = 1;
	}
	armed = pid;
	set_fail_nth(pid, wanted_nth);
}

static void call_ends(pid_t pid, int result)
{
	if (pid != armed)
		return;
	armed = 0;
	if (get_fail_nth(pid)) {
		set_fail_nth(pid, 0);
		return;
	}
	fired = 1;
	error = result;
}

static void traced_call(pid_t pid)
{
	struct ptrace_syscall_info call;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(call), &call) <= 0)
		return;
	if (call.op == PTRACE_SYSCALL_INFO_ENTRY)
		call_begins(pid, &call);
	else if (call.op == PTRACE_SYSCALL_INFO_EXIT)
		call_ends(pid, call.exit.is_error ? -call.exit.rval : 0);
}

static pid_t start(const char *command)
{
	pid_t pid = fork();
	int null;

	if (pid)
		return pid;
	setsid();
	null = open("/dev/null", O_RDWR);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	raise(SIGSTOP);
	execl("/bin/sh", "sh", "-c", command, NULL);
	_exit(127);
}

static void kill_all(void)
{
	for (unsigned int pid = 1; pid < sizeof(traced); pid++)
		if (traced[pid])
			kill(pid, SIGKILL);
}

/* What a process that has stopped does next: goes on, with the signal that it was about to get. */
static void go_on(pid_t pid, int status)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			     PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	int signal = WSTOPSIG(status);

	if (!traced[pid]) {
		traced[pid] = 1;
		ptrace(PTRACE_SETOPTIONS, pid, NULL, options);
		signal = 0;
	} else if (signal == (SIGTRAP | 0x80)) {
		traced_call(pid);
		signal = 0;
	} else if (status >> 16) {
		signal = 0;
	}
	ptrace(PTRACE_SYSCALL, pid, NULL, signal);
}

static void wake(int signal)
{
	(void)signal;
}

/* Runs the command once. Returns its status as wait() does; -1 when it was killed after limit seconds, -2 when it lives on. */
static int run(const char *command, int limit)
{
	int status, result = 0, killed = 0;
	pid_t pid, shell = start(command);

	calls = armed = fired = error = 0;
	alarm(limit);
	for (;;) {
		pid = waitpid(-1, &status, __WALL);
		if (pid < 0 && errno == EINTR) {
			if (killed)
				return -2;
			result = -1;
			killed = 1;
			alarm(2);
			kill_all();
		} else if (pid < 0) {
			alarm(0);
			return result;
		} else if (WIFSTOPPED(status)) {
			/* It was born meanwhile. */
			if (killed)
				kill(pid, SIGKILL);
			go_on(pid, status);
		} else {
			traced[pid] = 0;
			call_ends(pid, EINTR);
			if (pid == shell && !killed) {
				result = status;
				killed = 1;
				alarm(2);
				kill_all();
			}
		}
	}
}

int sweep_run(const char *command, int limit, int limit_of_all)
{
	/* A signal for each stop of a traced process would be an allocation, and use up the fault. */
	struct sigaction no_signal = { .sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP }, interrupts = { .sa_handler = wake };
	time_t end = time(NULL) + limit_of_all;
	char number[32] = "0 of RUN";
	int nth = 0, status;

	sigaction(SIGCHLD, &no_signal, NULL);
	sigaction(SIGALRM, &interrupts, NULL);
	know_own_files();
	wanted_nth = 1;
	while (time(NULL) < end) {
		status = run(command, limit);
		read_log();
		if (fired)
			snprintf(number, sizeof(number), "%d of RUN", ++nth);
		if (fired)
			report(number, error);
		if (status == -2)
			return problem(number, "it does not end and cannot be killed");
		if (!fired) {
			printf("status\t%s\t%d\n", name, status < 0 ? 137 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
			return 0;
		}
		wanted_nth++;
	}
	return 3;
}
