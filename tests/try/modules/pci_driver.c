// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
// A driver for the PCI device edu of QEMU
#include <linux/module.h>
#include <linux/pci.h>

static int pci_driver_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	return pcim_enable_device(dev);
}

static const struct pci_device_id ids[] = { { PCI_DEVICE(0x1234, 0x11e8) }, { } };
MODULE_DEVICE_TABLE(pci, ids);

static struct pci_driver edu_driver = { .name = "pci_driver", .id_table = ids, .probe = pci_driver_probe };
module_pci_driver(edu_driver);

MODULE_DESCRIPTION("A driver for the PCI device edu of QEMU");
MODULE_LICENSE("GPL");
