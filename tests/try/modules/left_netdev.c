// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// Its exit forgets a network device
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/slab.h>

static int __init left_netdev_init(void)
{
	static const struct net_device_ops nothing;
	struct net_device *dev = alloc_netdev(0, "left%d", NET_NAME_ENUM, ether_setup);

	if (!dev)
		return -ENOMEM;
	/* A copy, which outlives this module. */
	dev->netdev_ops = kmemdup(&nothing, sizeof(nothing), GFP_KERNEL);
	return register_netdev(dev);
}
module_init(left_netdev_init);

static void __exit left_netdev_exit(void)
{
}
module_exit(left_netdev_exit);

MODULE_DESCRIPTION("Its exit forgets a network device");
MODULE_LICENSE("GPL");
