// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * sweep NAME FILE PARAMETERS LOG: loads the module NAME from FILE again and again; the first time the first
 * allocation or user copy of the load fails, the second time the second, and so on until there are no more. Runs
 * as root on the debug kernel. Loads nothing that it does not unload.
 *
 * Prints a line for each fault: "sweep", NAME, its number, "ok" or the error of the load, and the place in the
 * module that was the last one to call, FUNCTION+OFFSET/SIZE [NAME], or "-" if the fault was in the kernel's
 * own work; separated by tabs. The other lines of the kernel's log go to the file LOG.
 *
 * Exit status: 0; 1 when a load without a fault, after one with a fault, or an unload did not work: the reason is
 * the last line, after "problem", NAME; 2 when the faults cannot be injected.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * By how many allocations before init two loads may differ. When a load needs fewer than the one before, a
 * fault of init is passed over, so init is swept a second time, from MARGIN faults before it.
 */
#define MARGIN 32

/* One load without a fault does not end the sweep: a cache of the kernel may have been full for once. */
#define QUIET 3

static const char *name, *parameters;
static int module, fail_nth, first_own;
static FILE *rest;
static char log_text[1 << 20];
static char frame[256];

static void setting(const char *path, const char *value)
{
	char whole[128];
	int fd;

	snprintf(whole, sizeof(whole), "/sys/kernel/debug/%s", path);
	fd = open(whole, O_WRONLY);
	if (fd < 0 || write(fd, value, strlen(value)) < 0) {
		perror(whole);
		exit(2);
	}
	close(fd);
}

static int load(void)
{
	return syscall(SYS_finit_module, module, parameters, 0) ? errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
}

/* Reads the kernel's log: sets frame from the dump of the fault, and copies all that is not of the dump. */
static void read_log(void)
{
	char mark[80], *line, *next, *text;
	int length, in_dump = 0;

	strcpy(frame, "-");
	snprintf(mark, sizeof(mark), " [%s]", name);
	length = klogctl(4 /* read and clear */, log_text, sizeof(log_text) - 1);
	log_text[length > 0 ? length : 0] = '\0';
	for (line = log_text; *line; line = next) {
		next = strchrnul(line, '\n');
		if (*next)
			*next++ = '\0';
		text = strstr(line, "] ");
		text = text ? text + 2 : line;
		if (strstr(text, "FAULT_INJECTION: forcing a failure"))
			in_dump = 1;
		if (in_dump && frame[0] == '-' && strstr(text, mark) && !strstr(text, "? "))
			snprintf(frame, sizeof(frame), "%s", text + strspn(text, " "));
		if (!in_dump)
			fprintf(rest, "%s\n", line);
		if (in_dump && strstr(text, "</TASK>"))
			in_dump = 0;
	}
	fflush(rest);
}

static int problem(int nth, const char *what, int error)
{
	read_log();
	printf("problem\t%s\tafter fault %d %s: %s\n", name, nth, what, strerrorname_np(error));
	return 1;
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

	for (; quiet < QUIET; nth++) {
		error = load_with_fault(nth, &fired);
		read_log();
		quiet = fired ? 0 : quiet + 1;
		if (fired && (!first_own || first_own > nth) && frame[0] != '-')
			first_own = nth;
		if (fired)
			printf("sweep\t%s\t%d\t%s\t%s\n", name, nth, error ? strerrorname_np(error) : "ok", frame);
		else if (error)
			return problem(nth - 1, "a load without a fault gives", error);
		/* What the failed load has left behind, a name for example, can make the next one fail. */
		if (error && frame[0] != '-') {
			again = load();
			if (again)
				return problem(nth, "it cannot be loaded any more", again);
			error = 0;
		}
		if (!error) {
			again = unload();
			if (again)
				return problem(nth, "it cannot be unloaded", again);
		}
		read_log();
	}
	if (!first_own)
		first_own = nth;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	name = argv[1];
	parameters = argv[3];
	module = open(argv[2], O_RDONLY | O_CLOEXEC);
	rest = fopen(argv[4], "w");
	setting("failslab/ignore-gfp-wait", "N");
	setting("fail_page_alloc/ignore-gfp-wait", "N");
	setting("fail_page_alloc/ignore-gfp-highmem", "N");
	setting("fail_page_alloc/min-order", "0");
	setting("failslab/verbose", "2");
	setting("fail_page_alloc/verbose", "2");
	setting("fail_usercopy/verbose", "2");
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	/* A page fault of this program could allocate, and use up the fault. */
	if (module < 0 || !rest || fail_nth < 0 || mlockall(MCL_CURRENT | MCL_FUTURE)) {
		perror("sweep");
		return 2;
	}
	memset(log_text, 1, sizeof(log_text));
	klogctl(5 /* clear */, NULL, 0);
	if (sweep(1) || sweep(first_own > MARGIN ? first_own - MARGIN : 1))
		return 1;
	printf("swept\n");
	return 0;
}
