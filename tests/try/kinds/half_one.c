// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// Its other half does not compile.

#include <linux/module.h>

int other_half(void);

static int __init half_init(void)
{
	return other_half();
}

static void __exit half_exit(void)
{
}

module_init(half_init);
module_exit(half_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
