// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// When its allocation fails, its read keeps the lock
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>

static DEFINE_MUTEX(lock);

static ssize_t keeps_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	char *word;

	mutex_lock(&lock);
	word = kstrdup("x", GFP_KERNEL);
	if (!word)
		return -ENOMEM;
	count = simple_read_from_buffer(buf, count, ppos, word, 1);
	kfree(word);
	mutex_unlock(&lock);
	return count;
}

static const struct file_operations keeps_fops = { .owner = THIS_MODULE, .read = keeps_read };
static struct miscdevice keeps = { .minor = MISC_DYNAMIC_MINOR, .name = "keeps", .fops = &keeps_fops };
module_misc_device(keeps);

MODULE_DESCRIPTION("When its allocation fails, its read keeps the lock");
MODULE_LICENSE("GPL");
