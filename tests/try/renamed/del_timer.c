// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: timer_delete(TIMER), or timer_delete_sync(TIMER)

#include <linux/module.h>
#include <linux/timer.h>

void end(struct timer_list *timer)
{
	del_timer_sync(timer);
}

MODULE_DESCRIPTION("written for an older kernel");
MODULE_LICENSE("GPL");
