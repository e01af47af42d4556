// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// No kernel has these functions.

#include <linux/module.h>

void no_such_function(void);
void no_other_function(void);

static int __init lacking_init(void)
{
	no_such_function();
	no_other_function();
	return 0;
}

static void __exit lacking_exit(void)
{
}

module_init(lacking_init);
module_exit(lacking_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
