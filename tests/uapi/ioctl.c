// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * The device's ioctls as a C program calls them, by nothing but src/uapi/hello.h
 * and the kernel's own headers. Built for 32 and for 64 bits, without a C
 * library, which there is none of for 32.
 *
 * Prints the numbers, where the members of the struct are, and "NAME RESULT
 * VALUE..." for each call; a result below 0 is an error's number.
 */

#include <asm/fcntl.h>
#include <asm/ioctls.h>
#include <asm/unistd.h>
#include "hello.h"

/* 32: an aligned stack is what the compiler counts on. */
#ifdef __i386__
asm(".globl _start\n_start: and $-16, %esp\ncall run\n");

static long call(long number, long a, const void *b, long c)
{
	long result;

	asm volatile("int $0x80" : "=a"(result)
		     : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
	return result;
}
#else
asm(".globl _start\n_start: and $-16, %rsp\ncall run\n");

static long call(long number, long a, const void *b, long c)
{
	long result;

	asm volatile("syscall" : "=a"(result)
		     : "a"(number), "D"(a), "S"(b), "d"(c)
		     : "memory", "rcx", "r11");
	return result;
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

static int device;

static long request(unsigned int nr, void *arg)
{
	return call(__NR_ioctl, device, (void *)(long)nr, (long)arg);
}

static void info(__u32 size)
{
	struct hello_info info = { .size = size };
	long result = request(HELLO_IOC_INFO, &info);

	LINE("info", result, info.size, info.openers, info.length,
	     info.capacity, info.version);
}

static void readable(void)
{
	int bytes = -1;
	long result = request(FIONREAD, &bytes);

	LINE("readable", result, bytes);
}

void run(void);

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
	device = call(__NR_open, (long)"/dev/mydevice", (void *)O_RDWR, 0);
	readable();
	call(__NR_read, device, &byte, 1);
	readable();
	info(sizeof(struct hello_info));
	call(__NR_write, device, "Y", 1);
	info(sizeof(struct hello_info));
	LINE("reset", request(HELLO_IOC_RESET, 0));
	info(sizeof(struct hello_info) + 8);
	info(sizeof(struct hello_info) - 1);
	LINE("unknown", request(_IO(HELLO_IOC_MAGIC, 3), 0));
	call(__NR_exit, 0, 0, 0);
}
