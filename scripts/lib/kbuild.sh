# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by the scripts that look into a kernel's build folder: its config, and the state of its Rust
# metadata.

# config_of KDIR SYMBOL: prints the value of CONFIG_SYMBOL without quotes, or nothing.
config_of() {
	sed -n "s/^CONFIG_$2=//p" "$1/.config" | tr -d '"'
}

# metadata_key KDIR: prints the line that scripts/rust-metadata writes into its list of files. It changes with
# the kernel's config and with the hashes in its exported Rust symbols.
metadata_key() {
	echo "# made for $(cat "$1/.config" "$1/Module.symvers" | cksum | cut -d' ' -f1)"
}

# metadata_state KDIR: prints `missing`, `there`, or `stale`: scripts/rust-metadata has made it for headers
# that were there before, or made less than a module needs today. A package's own is never stale.
metadata_state() {
	if [ ! -f "$1/rust/libkernel.rmeta" ]; then
		echo missing
	elif [ -f "$1/rust/rust-metadata.list" ] && ! grep -qxF "$(metadata_key "$1")" "$1/rust/rust-metadata.list"; then
		echo stale
	else
		echo there
	fi
}
