// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// Its licence does not allow this function.

#include <linux/module.h>

static int __init proprietary_init(void)
{
	synchronize_rcu_tasks();
	return 0;
}

static void __exit proprietary_exit(void)
{
}

module_init(proprietary_init);
module_exit(proprietary_exit);
MODULE_DESCRIPTION("made up, for tests/try/try.sh");
MODULE_LICENSE("Proprietary");
