// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: timer_setup(TIMER, FUNCTION, 0)

#include <linux/module.h>
#include <linux/timer.h>

void begin(struct timer_list *timer)
{
	setup_timer(timer, NULL, 0);
}

MODULE_DESCRIPTION("written for an older kernel");
MODULE_LICENSE("GPL");
