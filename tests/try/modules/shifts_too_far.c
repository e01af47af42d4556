// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Shifts a number by more bits than it has
#include <linux/module.h>

static int __init shifts_too_far_init(void)
{
	int bits = 40;

	OPTIMIZER_HIDE_VAR(bits);
	pr_info("%d\n", 1 << bits);
	return 0;
}
module_init(shifts_too_far_init);

static void __exit shifts_too_far_exit(void)
{
}
module_exit(shifts_too_far_exit);

MODULE_DESCRIPTION("Shifts a number by more bits than it has");
MODULE_LICENSE("GPL");
