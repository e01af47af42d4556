#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# try-samples: the kernel's own samples in Rust, from linux-source, tried as anybody's modules.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"
# shellcheck source=../lib/try.sh
. "${0%/*}/../lib/try.sh"

tests='
samples-of-the-kernel-are-green
'

# The option of the PCI device is QEMU's; rust_configfs depends on a module of the distribution's.
samples_of_the_kernel_are_green() {
	mkdir "$work/kernel"
	tarball=$("$top/scripts/sysroot" --tarball)
	tar -C "$work/kernel" -xf "$tarball" --strip-components=1 --wildcards '*/samples/rust'
	try_modules_of "$work/kernel/samples/rust" CONFIG_SAMPLE_RUST_MINIMAL=m CONFIG_SAMPLE_RUST_PRINT=m \
		CONFIG_SAMPLE_RUST_MISC_DEVICE=m CONFIG_SAMPLE_RUST_DEBUGFS=m CONFIG_SAMPLE_RUST_CONFIGFS=m \
		CONFIG_SAMPLE_RUST_DRIVER_PCI=m QEMU='-device pci-testdev'
	for sample in rust_minimal rust_print rust_misc_device rust_debugfs rust_configfs rust_driver_pci; do
		passes "$sample" built symbols loaded unloaded clean left
	done
	has rust_driver_pci bound ok '0000:00:'
}

# try_modules_of FOLDER SETTING...
try_modules_of() {
	gives 0 "$top/scripts/try" "$@"
	result=$(printf '%s\n' "$said" | sed -n 's/^All of it is in //p')
}

run_tests "$tests" "$@"
