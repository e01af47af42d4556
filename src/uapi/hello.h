/* SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause */
/*
 * ioctl(2) on /dev/mydevice. FIONREAD works too: it gives the number of bytes
 * from the file's position to the end. Any other ioctl is ENOTTY.
 */

#ifndef _UAPI_HELLO_H
#define _UAPI_HELLO_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct hello_info - what HELLO_IOC_INFO fills in
 * @size: set by the caller to the size of its struct in bytes, at least
 *        HELLO_INFO_SIZE_VER0 (else EINVAL); set by the module to the number
 *        of bytes that it has filled in, which is never more
 * @openers: number of open files
 * @length: length of the contents in bytes
 * @capacity: largest possible length in bytes
 * @version: number of changes of the contents since the module was loaded;
 *        it, @length and @capacity are of the same moment
 *
 * Later versions may add members at the end. If a program gets a smaller @size
 * than it has set, the module is older than the header of the program.
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

/*
 * The number encodes the size of the first member, not of the struct, so that
 * it stays the same when the struct grows.
 */
#define HELLO_IOC_INFO		_IOWR(HELLO_IOC_MAGIC, 1, __u32)

/*
 * Makes the contents the greeting again, which is a new version. The file must
 * be open for writing, else EBADF.
 */
#define HELLO_IOC_RESET		_IO(HELLO_IOC_MAGIC, 2)

#endif /* _UAPI_HELLO_H */
