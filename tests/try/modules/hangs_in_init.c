// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its init waits for what never comes
#include <linux/completion.h>
#include <linux/module.h>

static DECLARE_COMPLETION(never);

static int __init hangs_in_init_init(void)
{
	wait_for_completion(&never);
	return 0;
}
module_init(hangs_in_init_init);

MODULE_DESCRIPTION("Its init waits for what never comes");
MODULE_LICENSE("GPL");
