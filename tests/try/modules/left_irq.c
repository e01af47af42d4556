// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets an interrupt
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init left_irq_init(void)
{
	/* The handler is the kernel's, so that it outlives this module. */
	return request_irq(5, (irq_handler_t)no_action, 0, kstrdup("left_irq", GFP_KERNEL), NULL);
}
module_init(left_irq_init);

static void __exit left_irq_exit(void)
{
}
module_exit(left_irq_exit);

MODULE_DESCRIPTION("Its exit forgets an interrupt");
MODULE_LICENSE("GPL");
