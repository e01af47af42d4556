// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: class_create(NAME)

#include <linux/module.h>
#include <linux/device/class.h>

struct class *make(void)
{
	return class_create(THIS_MODULE, "old");
}

MODULE_DESCRIPTION("written for an older kernel");
MODULE_LICENSE("GPL");
