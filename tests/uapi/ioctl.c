// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * Calls the device's ioctls as any C program does, with src/uapi/hello.h and the
 * kernel's headers. Built for 64 bits and, where the compiler can, for 32 bits,
 * for which there is no C library.
 *
 * Prints the size of the struct and the offsets of its members, the numbers of
 * the ioctls, and "NAME RESULT VALUE..." for each call; a negative result is the
 * number of an error.
 */

#ifdef __i386__
#include <asm/fcntl.h>
#include <asm/ioctls.h>
#include <asm/unistd.h>
#include <linux/fcntl.h>
#else
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#include "hello.h"

void run(void);

#ifdef __i386__
/* The compiler relies on an aligned stack. */
asm(".globl _start\n_start: and $-16, %esp\ncall run\n");

static long call(long number, long a, const void *b, long c)
{
	long result;

	asm volatile("int $0x80" : "=a"(result)
		     : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
	return result;
}
#else
static long call(long number, long a, const void *b, long c)
{
	long result = syscall(number, a, b, c);

	return result < 0 ? -errno : result;
}

int main(void)
{
	run();
}
#endif

static void text(const char *text)
{
	long len = 0;

	while (text[len])
		len++;
	call(__NR_write, 1, text, len);
}

static void number(long value)
{
	char digits[24], *at = digits + sizeof(digits) - 1;
	unsigned long rest = value < 0 ? -value : value;

	*at = '\0';
	do {
		*--at = '0' + rest % 10;
	} while (rest /= 10);
	if (value < 0)
		*--at = '-';
	text(" ");
	text(at);
}

#define LINE(name, ...) do {						\
	const unsigned long values[] = { __VA_ARGS__ };			\
									\
	text(name);							\
	for (unsigned int i = 0; i < sizeof(values) / sizeof(*values); i++) \
		number((long)values[i]);				\
	text("\n");							\
} while (0)

#define GUARD 0xa5

static int device;

static long request(unsigned int nr, void *arg)
{
	return call(__NR_ioctl, device, (void *)(long)nr, (long)arg);
}

/* Also prints how many of the bytes after the struct have changed. */
static void info(__u32 size)
{
	struct {
		struct hello_info info;
		unsigned char guard[64];
	} arg = { .info.size = size };
	long changed = 0, result;

	for (unsigned int i = 0; i < sizeof(arg.guard); i++)
		arg.guard[i] = GUARD;
	result = request(HELLO_IOC_INFO, &arg.info);
	for (unsigned int i = 0; i < sizeof(arg.guard); i++)
		changed += arg.guard[i] != GUARD;
	LINE("info", result, arg.info.size, arg.info.openers, arg.info.length,
	     arg.info.capacity, arg.info.version, changed);
}

static void readable(void)
{
	int bytes = -1;
	long result = request(FIONREAD, &bytes);

	LINE("readable", result, bytes);
}

void run(void)
{
	char byte;

	LINE("struct", sizeof(struct hello_info), HELLO_INFO_SIZE_VER0,
	     __builtin_offsetof(struct hello_info, size),
	     __builtin_offsetof(struct hello_info, openers),
	     __builtin_offsetof(struct hello_info, length),
	     __builtin_offsetof(struct hello_info, capacity),
	     __builtin_offsetof(struct hello_info, version));
	LINE("numbers", (long)(int)HELLO_IOC_INFO, HELLO_IOC_RESET, FIONREAD);
	device = call(__NR_openat, AT_FDCWD, "/dev/mydevice", O_RDWR);
	readable();
	call(__NR_read, device, &byte, 1);
	readable();
	info(sizeof(struct hello_info));
	call(__NR_write, device, "Y", 1);
	info(sizeof(struct hello_info));
	LINE("reset", request(HELLO_IOC_RESET, 0));
	/* The guard is then part of a larger struct, which the module does not know. */
	info(sizeof(struct hello_info) + 8);
	info(sizeof(struct hello_info) + 64);
	info(sizeof(struct hello_info) - 1);
	LINE("unknown", request(_IO(HELLO_IOC_MAGIC, 3), 0));
	call(__NR_exit, 0, 0, 0);
}
