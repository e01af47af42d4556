// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit writes to address 0
#include <linux/module.h>

static int *nowhere;

static noinline void store(int value)
{
	WRITE_ONCE(*nowhere, value);
}

static int __init oops_in_exit_init(void)
{
	return 0;
}
module_init(oops_in_exit_init);

static void __exit oops_in_exit_exit(void)
{
	store(1);
}
module_exit(oops_in_exit_exit);

MODULE_DESCRIPTION("Its exit writes to address 0");
MODULE_LICENSE("GPL");
