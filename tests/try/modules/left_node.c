// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets a device node
#include <linux/device.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init left_node_init(void)
{
	/* All that stays is the kernel's, so that it outlives this module: also the name. */
	struct class *class = class_create(kstrdup("left_node", GFP_KERNEL));

	if (IS_ERR(class))
		return PTR_ERR(class);
	return PTR_ERR_OR_ZERO(device_create(class, NULL, MKDEV(240, 0), NULL, "left_node"));
}
module_init(left_node_init);

static void __exit left_node_exit(void)
{
}
module_exit(left_node_exit);

MODULE_DESCRIPTION("Its exit forgets a device node");
MODULE_LICENSE("GPL");
