// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// objtool warns: the function returns with something on the stack.

#include <linux/module.h>

static int __init pushes_init(void)
{
	asm volatile("push %rax");
	return 0;
}

static void __exit pushes_exit(void)
{
}

module_init(pushes_init);
module_exit(pushes_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
