// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Reads one byte past the end of its memory
#include <linux/module.h>
#include <linux/slab.h>

static int __init out_of_bounds_init(void)
{
	char *memory = kzalloc(100, GFP_KERNEL);

	if (!memory)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(memory);
	pr_info("%d\n", memory[100]);
	kfree(memory);
	return 0;
}
module_init(out_of_bounds_init);

static void __exit out_of_bounds_exit(void)
{
}
module_exit(out_of_bounds_exit);

MODULE_DESCRIPTION("Reads one byte past the end of its memory");
MODULE_LICENSE("GPL");
