// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets a kprobe
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init left_kprobe_init(void)
{
	struct kprobe *probe = kzalloc(sizeof(*probe), GFP_KERNEL);

	if (!probe)
		return -ENOMEM;
	probe->symbol_name = "kernel_restart";
	return register_kprobe(probe);
}
module_init(left_kprobe_init);

static void __exit left_kprobe_exit(void)
{
}
module_exit(left_kprobe_exit);

MODULE_DESCRIPTION("Its exit forgets a kprobe");
MODULE_LICENSE("GPL");
