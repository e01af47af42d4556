// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its init warns by WARN_ON
#include <linux/module.h>

static int __init warns_init(void)
{
	WARN_ON(1);
	return 0;
}
module_init(warns_init);

static void __exit warns_exit(void)
{
}
module_exit(warns_exit);

MODULE_DESCRIPTION("Its init warns by WARN_ON");
MODULE_LICENSE("GPL");
