// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
/*
 * A module that calls printf() of the C library, which is not there in the
 * kernel.
 */

#include <linux/module.h>
#include <stdio.h>

static int __init printf_init(void)
{
	printf("Hello World!\n");
	return 0;
}
module_init(printf_init);

MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("Calls printf()");
