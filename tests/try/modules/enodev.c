// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its init wants a device
#include <linux/errno.h>
#include <linux/module.h>

static int __init enodev_init(void)
{
	pr_err("the reason\n");
	return -ENODEV;
}
module_init(enodev_init);

MODULE_DESCRIPTION("Its init wants a device");
MODULE_LICENSE("GPL");
