// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Loses memory in its init
#include <linux/module.h>
#include <linux/slab.h>

static int __init leaks_init(void)
{
	void *memory = kmalloc(100, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(memory);
	return 0;
}
module_init(leaks_init);

static void __exit leaks_exit(void)
{
}
module_exit(leaks_exit);

MODULE_DESCRIPTION("Loses memory in its init");
MODULE_LICENSE("GPL");
