// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// When its second allocation fails, its init forgets the file
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

static void *second;

static int show(struct seq_file *file, void *data)
{
	return 0;
}

static int __init unwinds_wrongly_init(void)
{
	if (!proc_create_single("unwinds_wrongly", 0, NULL, show))
		return -ENOMEM;
	second = kmalloc(100, GFP_KERNEL);
	return second ? 0 : -ENOMEM;
}
module_init(unwinds_wrongly_init);
static void __exit unwinds_wrongly_exit(void)
{
	kfree(second);
	remove_proc_entry("unwinds_wrongly", NULL);
}
module_exit(unwinds_wrongly_exit);
MODULE_DESCRIPTION("When its second allocation fails, its init forgets the file");
MODULE_LICENSE("GPL");
