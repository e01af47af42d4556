// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * The slide "Hello World Kernel Module" as it stands: the functions' names
 * make them init and exit. objtool refuses that today.
 */

#include <linux/module.h>

int __init init_module(void)
{
	printk(KERN_ALERT "mymodule: Hello World!\n");
	return 0;
}

void __exit cleanup_module(void)
{
	printk(KERN_ALERT "mymodule: Goodbye, cruel world!!\n");
}

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("Says hello and goodbye");
