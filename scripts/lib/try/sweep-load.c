// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * Loads the module again and again; the first time the first allocation or user copy of the load fails, the second
 * time the second, and so on until there are no more.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sweep.h"

/*
 * By how many allocations before init two loads may differ. When a load needs fewer than the one before, a
 * fault of init is passed over, so init is swept a second time, from MARGIN faults before it.
 */
#define MARGIN 32

/* One load without a fault does not end the sweep: a cache of the kernel may have been full for once. */
#define QUIET 3

static const char *parameters;
static int module, fail_nth, first_own;

static int load(void)
{
	return syscall(SYS_finit_module, module, parameters, 0) ? errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
}

static int wrong(int nth, const char *what, int error)
{
	char number[16], text[128];

	snprintf(number, sizeof(number), "%d", nth);
	snprintf(text, sizeof(text), "%s: %s", what, strerrorname_np(error));
	return problem(number, text);
}

/* Loads with a fault at the nth allocation or copy; returns 0 or the error, and whether the fault was reached. */
static int load_with_fault(int nth, int *fired)
{
	char text[16] = "";
	int error, length = snprintf(text, sizeof(text), "%d", nth);

	if (pwrite(fail_nth, text, length, 0) != length) {
		perror("fail-nth");
		exit(2);
	}
	error = load();
	/* Reading and writing fail-nth are user copies too: either may be the one that fails. */
	memset(text, 0, sizeof(text));
	*fired = pread(fail_nth, text, sizeof(text) - 1, 0) >= 0 && atoi(text) == 0;
	pwrite(fail_nth, "0", 1, 0);
	return error;
}

/* Sweeps from fault nth on; sets first_own to the first one that was in a call of the module. */
static int sweep(int nth)
{
	int fired, error, again, quiet = 0;
	char number[16];

	for (; quiet < QUIET; nth++) {
		error = load_with_fault(nth, &fired);
		read_log();
		quiet = fired ? 0 : quiet + 1;
		snprintf(number, sizeof(number), "%d", nth);
		if (fired && (!first_own || first_own > nth) && frame[0] != '-')
			first_own = nth;
		if (fired)
			report(number, error);
		else if (error)
			return wrong(nth - 1, "a load without a fault gives", error);
		/* What the failed load has left behind, a name for example, can make the next one fail. */
		if (error && frame[0] != '-') {
			again = load();
			if (again)
				return wrong(nth, "it cannot be loaded any more", again);
			error = 0;
		}
		if (!error) {
			again = unload();
			if (again)
				return wrong(nth, "it cannot be unloaded", again);
		}
		read_log();
	}
	if (!first_own)
		first_own = nth;
	return 0;
}

int sweep_load(const char *file, const char *with)
{
	parameters = with;
	module = open(file, O_RDONLY | O_CLOEXEC);
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (module < 0 || fail_nth < 0) {
		perror("sweep");
		return 2;
	}
	return sweep(1) || sweep(first_own > MARGIN ? first_own - MARGIN : 1);
}
