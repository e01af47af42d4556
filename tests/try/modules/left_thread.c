// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets a kernel thread, which sleeps
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int __init left_thread_init(void)
{
	/* The thread runs code of the kernel, so that it outlives this module. */
	return PTR_ERR_OR_ZERO(kthread_run((int (*)(void *))(void *)ssleep, (void *)1000, "left_thread"));
}
module_init(left_thread_init);

static void __exit left_thread_exit(void)
{
}
module_exit(left_thread_exit);

MODULE_DESCRIPTION("Its exit forgets a kernel thread, which sleeps");
MODULE_LICENSE("GPL");
