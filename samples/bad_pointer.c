// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * The slide "Moving data in and out of the Kernel", seen from a program:
 * reads from and writes to a device with good and bad buffers.
 *
 * Usage: bad_pointer DEVICE
 *
 * Only root sees the addresses in /proc/kallsyms.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void show(const char *what, const char *buffer, ssize_t result)
{
	if (result < 0)
		printf("%s, %s: %s\n", what, buffer, strerror(errno));
	else
		printf("%s, %s: %zd bytes\n", what, buffer, result);
}

/* The address of the kernel's code, which is mapped. */
static char *kernel_text(void)
{
	FILE *symbols = fopen("/proc/kallsyms", "r");
	char name[128];
	unsigned long address;

	while (symbols && fscanf(symbols, "%lx %*c %127s%*[^\n]", &address, name) == 2)
		if (!strcmp(name, "_text"))
			return (char *)address;
	return NULL;
}

int main(int argc, char **argv)
{
	long page = sysconf(_SC_PAGESIZE);
	/* Two pages, of which the second one is given back. */
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = open(argc == 2 ? argv[1] : "", O_RDWR);

	if (fd < 0 || pages == MAP_FAILED || munmap(pages + page, page)) {
		perror("usage: bad_pointer DEVICE");
		return 1;
	}
	memset(pages, 'x', page);
	const struct {
		const char *name;
		char *start;
	} buffers[] = {
		{ "good", pages },
		{ "null", NULL },
		{ "the kernel's", kernel_text() },
		{ "half mapped", pages + page - 4 },
	};

	for (int i = 0; i < 4; i++)
		show("read", buffers[i].name, pread(fd, buffers[i].start, 8, 0));
	for (int i = 0; i < 4; i++)
		show("write", buffers[i].name, pwrite(fd, buffers[i].start, 8, 0));
	return 0;
}
