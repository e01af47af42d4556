// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: struct proc_ops

#include <linux/fs.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static const struct file_operations old_fops = { .owner = THIS_MODULE };

void *make(void)
{
	return proc_create("old", 0, NULL, &old_fops);
}

MODULE_DESCRIPTION("written for an older kernel");
MODULE_LICENSE("GPL");
