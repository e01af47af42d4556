// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets a timer, which then runs code that is gone
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

static void tick(struct timer_list *timer)
{
	mod_timer(timer, jiffies + HZ / 10);
}
static DEFINE_TIMER(timer, tick);

static int __init timer_after_exit_init(void)
{
	mod_timer(&timer, jiffies + HZ / 10);
	return 0;
}
module_init(timer_after_exit_init);

static void __exit timer_after_exit_exit(void)
{
}
module_exit(timer_after_exit_exit);

MODULE_DESCRIPTION("Its exit forgets a timer, which then runs code that is gone");
MODULE_LICENSE("GPL");
