// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Prints a warning by printk, which taints nothing
#include <linux/module.h>

static int __init says_warning_init(void)
{
	pr_info("DEBUG: all is well so far\n");
	pr_warn("WARNING: this is wrong\n");
	return 0;
}
module_init(says_warning_init);

static void __exit says_warning_exit(void)
{
}
module_exit(says_warning_exit);

MODULE_DESCRIPTION("Prints a warning by printk, which taints nothing");
MODULE_LICENSE("GPL");
