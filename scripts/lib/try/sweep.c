// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * sweep NAME LOG load FILE PARAMETERS
 * sweep NAME LOG run COMMAND LIMIT LIMIT_OF_ALL
 *
 * Makes each allocation and user copy of something fail once, one after the other, by the kernel's fault injection:
 * of the load of the module NAME from FILE, or of COMMAND, a shell command that uses the module. A COMMAND that
 * takes more than LIMIT seconds is killed; after LIMIT_OF_ALL seconds no further fault is tried. Runs as root on the
 * debug kernel. Leaves the module as it was: not loaded, or loaded.
 *
 * Prints a line for each fault: "sweep", NAME, its number, "ok" or the error of the load or of the system call,
 * and the place in the module that was the last one to call, FUNCTION+OFFSET/SIZE [NAME], or "-" if the fault was
 * in the kernel's own work; separated by tabs. The other lines of the kernel's log are added to the file LOG.
 * For COMMAND, prints also "status", NAME, the exit status that it has without a fault after all these.
 *
 * Exit status: 0; 1 when the module is wrong: the reason is the last line, after "problem", NAME; 2 when the
 * faults cannot be injected; 3 when not all were tried.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sweep.h"

const char *name;
char frame[256];
static FILE *rest;
static char log_text[1 << 20];

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

void read_log(void)
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

int problem(const char *nth, const char *what)
{
	read_log();
	printf("problem\t%s\tafter fault %s %s\n", name, nth, what);
	return 1;
}

void report(const char *nth, int error)
{
	const char *text = error ? strerrorname_np(error) : "ok";

	printf("sweep\t%s\t%s\t%s\t%s\n", name, nth, text ? text : "an interruption", frame);
}

int main(int argc, char **argv)
{
	if (argc < 6)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	name = argv[1];
	rest = fopen(argv[2], "ae");
	setting("failslab/ignore-gfp-wait", "N");
	setting("fail_page_alloc/ignore-gfp-wait", "N");
	setting("fail_page_alloc/ignore-gfp-highmem", "N");
	setting("fail_page_alloc/min-order", "0");
	setting("failslab/verbose", "2");
	setting("fail_page_alloc/verbose", "2");
	setting("fail_usercopy/verbose", "2");
	/* A page fault of this program could allocate, and use up the fault. */
	if (!rest || mlockall(MCL_CURRENT | MCL_FUTURE)) {
		perror("sweep");
		return 2;
	}
	memset(log_text, 1, sizeof(log_text));
	klogctl(5 /* clear */, NULL, 0);
	if (!strcmp(argv[3], "load"))
		return sweep_load(argv[4], argv[5]);
	return argc < 7 ? 2 : sweep_run(argv[4], atoi(argv[5]), atoi(argv[6]));
}
