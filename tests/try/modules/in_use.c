// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Takes a reference on itself, so that it cannot be unloaded
#include <linux/module.h>

static int __init in_use_init(void)
{
	__module_get(THIS_MODULE);
	return 0;
}
module_init(in_use_init);

static void __exit in_use_exit(void)
{
}
module_exit(in_use_exit);

MODULE_DESCRIPTION("Takes a reference on itself, so that it cannot be unloaded");
MODULE_LICENSE("GPL");
