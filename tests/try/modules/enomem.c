// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its init finds no memory
#include <linux/errno.h>
#include <linux/module.h>

static int __init enomem_init(void)
{
	pr_err("the reason\n");
	return -ENOMEM;
}
module_init(enomem_init);

MODULE_DESCRIPTION("Its init finds no memory");
MODULE_LICENSE("GPL");
