// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// It has no licence.

#include <linux/module.h>

static int __init unlicensed_init(void)
{
	return 0;
}

static void __exit unlicensed_exit(void)
{
}

module_init(unlicensed_init);
module_exit(unlicensed_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
