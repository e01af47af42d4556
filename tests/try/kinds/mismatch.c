// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// modpost warns: what stays uses what is freed after the module's init.

#include <linux/module.h>

static noinline int __init gone(void)
{
	asm volatile("nop");
	return 1;
}

int stays(void);

int stays(void)
{
	return gone();
}

static int __init mismatch_init(void)
{
	return 0;
}

static void __exit mismatch_exit(void)
{
}

module_init(mismatch_init);
module_exit(mismatch_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
