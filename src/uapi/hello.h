/* SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause */
/*
 * ioctl(2) on /dev/mydevice. Beside these, FIONREAD gives the bytes between the
 * file's position and the end. Anything else is ENOTTY.
 */

#ifndef _UAPI_HELLO_H
#define _UAPI_HELLO_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct hello_info - what HELLO_IOC_INFO gives, all of one moment
 * @size: in bytes; in: of the caller's struct, at least HELLO_INFO_SIZE_VER0
 *        (else EINVAL); out: how much of it has been filled in
 * @openers: how many open files there are
 * @length: of the contents, in bytes
 * @capacity: the most bytes there can be
 * @version: counts the changes of the contents since the module was loaded
 *
 * Later versions may add members behind these. A program that finds a smaller
 * @size than it asked for runs on an older module.
 */
struct hello_info {
	__u32 size;
	__u32 openers;
	__aligned_u64 length;
	__aligned_u64 capacity;
	__aligned_u64 version;
};

#define HELLO_INFO_SIZE_VER0	32

#define HELLO_IOC_MAGIC		0xE4

/* Of the struct only the first member's size is encoded: that one never grows. */
#define HELLO_IOC_INFO		_IOWR(HELLO_IOC_MAGIC, 1, __u32)

/* Back to the greeting, as a new version. The file must be writable, else EBADF. */
#define HELLO_IOC_RESET		_IO(HELLO_IOC_MAGIC, 2)

#endif /* _UAPI_HELLO_H */
