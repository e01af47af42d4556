// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// The kernel has a module of this name.

#include <linux/module.h>

static int __init dummy_init(void)
{
	return 0;
}

static void __exit dummy_exit(void)
{
}

module_init(dummy_init);
module_exit(dummy_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
