// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its init never ends and never sleeps
#include <linux/module.h>

static int __init spins_in_init_init(void)
{
	for (;;)
		cpu_relax();
	return 0;
}
module_init(spins_in_init_init);

MODULE_DESCRIPTION("Its init never ends and never sleeps");
MODULE_LICENSE("GPL");
