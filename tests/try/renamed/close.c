// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: the last file is closed by .release

#include <linux/module.h>
#include <linux/fs.h>

static int end(struct inode *inode, struct file *file)
{
	return 0;
}

const struct file_operations close_fops = { .close = end };

MODULE_DESCRIPTION("written for an older kernel");
MODULE_LICENSE("GPL");
