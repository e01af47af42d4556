// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Frees memory that holds a timer which runs
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>

static void frees_timer_expired(struct timer_list *timer)
{
}

static int __init frees_timer_init(void)
{
	struct timer_list *timer = kzalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return -ENOMEM;
	timer_setup(timer, frees_timer_expired, 0);
	mod_timer(timer, jiffies + 1000 * HZ);
	kfree(timer);
	return 0;
}
module_init(frees_timer_init);

static void __exit frees_timer_exit(void)
{
}
module_exit(frees_timer_exit);

MODULE_DESCRIPTION("Frees memory that holds a timer which runs");
MODULE_LICENSE("GPL");
