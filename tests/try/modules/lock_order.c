// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Takes two locks in both orders
#include <linux/module.h>
#include <linux/mutex.h>

static DEFINE_MUTEX(one);
static DEFINE_MUTEX(other);

static int __init lock_order_init(void)
{
	mutex_lock(&one);
	mutex_lock(&other);
	mutex_unlock(&other);
	mutex_unlock(&one);
	mutex_lock(&other);
	mutex_lock(&one);
	mutex_unlock(&one);
	mutex_unlock(&other);
	return 0;
}
module_init(lock_order_init);

static void __exit lock_order_exit(void)
{
}
module_exit(lock_order_exit);

MODULE_DESCRIPTION("Takes two locks in both orders");
MODULE_LICENSE("GPL");
