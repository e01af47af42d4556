// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// Its licence taints the kernel.

#include <linux/module.h>

static int __init tainting_init(void)
{
	return 0;
}

static void __exit tainting_exit(void)
{
}

module_init(tainting_init);
module_exit(tainting_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("Proprietary");
