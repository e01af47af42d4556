// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its init does not like its parameters
#include <linux/errno.h>
#include <linux/module.h>

static int __init einval_init(void)
{
	pr_err("the reason\n");
	return -EINVAL;
}
module_init(einval_init);

MODULE_DESCRIPTION("Its init does not like its parameters");
MODULE_LICENSE("GPL");
