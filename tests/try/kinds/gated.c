// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// Stock kernels are built without this function.

#include <linux/module.h>

bool should_fail(void *attr, ssize_t size);

static int __init gated_init(void)
{
	should_fail(NULL, 1);
	return 0;
}

static void __exit gated_exit(void)
{
}

module_init(gated_init);
module_exit(gated_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
