// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// The kernel has this function, and does not export it.

#include <linux/module.h>

struct module *find_module(const char *name);

static int __init unexported_init(void)
{
	find_module("x");
	return 0;
}

static void __exit unexported_exit(void)
{
}

module_init(unexported_init);
module_exit(unexported_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
