// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// Nothing is wrong with it.

#include <linux/module.h>

static int __init good_init(void)
{
	return 0;
}

static void __exit good_exit(void)
{
}

module_init(good_init);
module_exit(good_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
