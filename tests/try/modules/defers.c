// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its init waits for another driver
#include <linux/errno.h>
#include <linux/module.h>

static int __init defers_init(void)
{
	pr_err("the reason\n");
	return -EPROBE_DEFER;
}
module_init(defers_init);

MODULE_DESCRIPTION("Its init waits for another driver");
MODULE_LICENSE("GPL");
