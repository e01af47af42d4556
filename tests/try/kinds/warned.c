// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// The compiler warns.

#include <linux/module.h>

static int __init warned_init(void)
{
	int unused;

	return 0;
}

static void __exit warned_exit(void)
{
}

module_init(warned_init);
module_exit(warned_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
