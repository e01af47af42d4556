// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets a character device number
#include <linux/fs.h>
#include <linux/module.h>

static int __init left_number_init(void)
{
	static dev_t number;

	return alloc_chrdev_region(&number, 0, 1, "left_number");
}
module_init(left_number_init);

static void __exit left_number_exit(void)
{
}
module_exit(left_number_exit);

MODULE_DESCRIPTION("Its exit forgets a character device number");
MODULE_LICENSE("GPL");
