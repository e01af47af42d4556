// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its init writes to address 0
#include <linux/module.h>

static int *nowhere;

static noinline void store(int value)
{
	WRITE_ONCE(*nowhere, value);
}

static int __init oops_in_init_init(void)
{
	store(1);
	return 0;
}
module_init(oops_in_init_init);

MODULE_DESCRIPTION("Its init writes to address 0");
MODULE_LICENSE("GPL");
