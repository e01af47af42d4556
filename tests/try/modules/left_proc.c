// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets a file of /proc
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

static int show(struct seq_file *file, void *data)
{
	return 0;
}

static int __init left_proc_init(void)
{
	return proc_create_single("left_proc", 0, NULL, show) ? 0 : -ENOMEM;
}
module_init(left_proc_init);

static void __exit left_proc_exit(void)
{
}
module_exit(left_proc_exit);

MODULE_DESCRIPTION("Its exit forgets a file of /proc");
MODULE_LICENSE("GPL");
