# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# Sourced by the scripts that unpack a kernel's source for its Rust metadata.

# unpack_source TARBALL FOLDER: leaves out drivers, file systems and documentation, three quarters of the
# source. Of these the config needs only the Kconfig files.
unpack_source() {
	top=$(tar -tf "$1" 2>/dev/null | head -n 1)
	top=${top%%/*}
	XZ_DEFAULTS=-T0 tar -C "$2" -xf "$1" --strip-components=1 \
		--exclude="$top/drivers/*.c" --exclude="$top/drivers/gpu/*.h" --exclude="$top/sound/*.c" \
		--exclude="$top/fs/*.c" --exclude="$top/net/*.c" --exclude="$top/tools/testing/*" \
		--exclude="$top/arch/*.dts" --exclude="$top/arch/*.dtsi" \
		--exclude="$top/*.rst" --exclude="$top/*.yaml" --exclude="$top/*.json"
}
