// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// It does not compile.

#include <linux/module.h>

static int __init broken_init(void)
{
	return nonsense();
}

static void __exit broken_exit(void)
{
}

module_init(broken_init);
module_exit(broken_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
