// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// objtool refuses functions of these names.

#include <linux/module.h>

int init_module(void)
{
	return 0;
}

void cleanup_module(void)
{
}

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
