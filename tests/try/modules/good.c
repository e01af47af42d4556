// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// A misc device that is registered and removed
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static char *word = "x";
module_param(word, charp, 0444);

static ssize_t good_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	return simple_read_from_buffer(buf, count, ppos, word, strlen(word));
}

static const struct file_operations good_fops = { .owner = THIS_MODULE, .read = good_read };
static struct miscdevice good = { .minor = MISC_DYNAMIC_MINOR, .name = "good", .fops = &good_fops };

module_misc_device(good);

MODULE_DESCRIPTION("A misc device that is registered and removed");
MODULE_LICENSE("GPL");
