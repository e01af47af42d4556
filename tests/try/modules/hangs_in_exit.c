// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit waits for what never comes
#include <linux/completion.h>
#include <linux/module.h>

static DECLARE_COMPLETION(never);

static int __init hangs_in_exit_init(void)
{
	return 0;
}
module_init(hangs_in_exit_init);

static void __exit hangs_in_exit_exit(void)
{
	wait_for_completion(&never);
	pr_info("never printed\n");
}
module_exit(hangs_in_exit_exit);

MODULE_DESCRIPTION("Its exit waits for what never comes");
MODULE_LICENSE("GPL");
