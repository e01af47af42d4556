// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// No obj-m names it.

#include <linux/module.h>

static int __init forgotten_init(void)
{
	return 0;
}

static void __exit forgotten_exit(void)
{
}

module_init(forgotten_init);
module_exit(forgotten_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
