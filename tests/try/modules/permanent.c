// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Has no module_exit
#include <linux/module.h>

static int __init permanent_init(void)
{
	return 0;
}
module_init(permanent_init);

MODULE_DESCRIPTION("Has no module_exit");
MODULE_LICENSE("GPL");
