// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: access_ok(POINTER, SIZE)

#include <linux/module.h>
#include <linux/uaccess.h>

int verify_write(void __user *buf)
{
	return access_ok(VERIFY_WRITE, buf, 1);
}

MODULE_DESCRIPTION("written for an older kernel");
MODULE_LICENSE("GPL");
