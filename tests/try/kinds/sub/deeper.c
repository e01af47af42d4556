// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// It is in a folder below the first one, and uses a module of the kernel.

#include <linux/module.h>
#include <linux/configfs.h>

static int __init deeper_init(void)
{
	config_item_put(NULL);
	return 0;
}

static void __exit deeper_exit(void)
{
}

module_init(deeper_init);
module_exit(deeper_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
