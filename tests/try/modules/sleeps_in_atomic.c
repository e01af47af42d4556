// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Sleeps while it holds a spinlock
#include <linux/delay.h>
#include <linux/module.h>

static DEFINE_SPINLOCK(lock);

static int __init sleeps_in_atomic_init(void)
{
	spin_lock(&lock);
	msleep(1);
	spin_unlock(&lock);
	return 0;
}
module_init(sleeps_in_atomic_init);

static void __exit sleeps_in_atomic_exit(void)
{
}
module_exit(sleeps_in_atomic_exit);

MODULE_DESCRIPTION("Sleeps while it holds a spinlock");
MODULE_LICENSE("GPL");
