// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// It does not import the namespace of a symbol that it uses.

#include <linux/module.h>
#include <linux/dma-buf.h>

static int __init foreign_init(void)
{
	dma_buf_put(NULL);
	return 0;
}

static void __exit foreign_exit(void)
{
}

module_init(foreign_init);
module_exit(foreign_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("GPL");
