#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# kdir.sh: makes kernels' build folders and programs that look right to the scripts, and runs plain make with
# them. Sourced by a topic after ktap.sh and command.sh.

# kernel VERSION LINE...: makes a build folder, $work/kdir, for which a module could be built. Its config has these
# lines.
kernel() {
	rm -rf "${work:?}/kdir"
	mkdir -p "$work/kdir/rust" "$work/kdir/include/config"
	printf '# Linux/x86 %s Kernel Configuration\n' "$1" >"$work/kdir/.config"
	echo "$1" >"$work/kdir/include/config/kernel.release"
	shift
	printf '%s\n' "$@" >>"$work/kdir/.config"
	: >"$work/kdir/Makefile"
	: >"$work/kdir/Module.symvers"
	: >"$work/kdir/rust/libkernel.rmeta"
}

# made_for_these_headers: as if scripts/rust-metadata had put libkernel.rmeta beside the made-up kernel's headers.
made_for_these_headers() {
	{
		echo "# made for $(cat "$work/kdir/.config" "$work/kdir/Module.symvers" | cksum | cut -d' ' -f1)"
		echo "$work/kdir/rust/libkernel.rmeta"
	} >"$work/kdir/rust/rust-metadata.list"
}

# program NAME WORDS: makes $work/bin/NAME, which prints these words.
program() {
	mkdir -p "$work/bin"
	printf '#!/bin/sh\necho "%s"\n' "$2" >"$work/bin/$1"
	chmod +x "$work/bin/$1"
}

# good_kernel LINE...: one for which a module can be built with the programs in $work/bin. Its Makefile prints with what
# Kbuild was called.
good_kernel() {
	kernel 7.3.4 CONFIG_RUST=y 'CONFIG_RUSTC_VERSION_TEXT="rustc 1.0.0 (of long ago)"' 'CONFIG_CC_VERSION_TEXT="sh 1"' "$@"
	program rustc 'rustc 1.0.0 (of long ago)'
	cat >"$work/kdir/Makefile" <<-'END'
		sign = [$(CONFIG_MODULE_SIG_ALL)] $(origin CONFIG_MODULE_SIG_ALL)
		modules modules_install: ; @echo 'sign $(sign), BTF $(origin CONFIG_DEBUG_INFO_BTF_MODULES)'
	END
}

# make_gives STATUS ARGUMENT...: plain make, with the made-up programs first in PATH.
make_gives() {
	wanted_status=$1
	shift
	gives "$wanted_status" env -u MAKEFLAGS -u MAKELEVEL PATH="$work/bin:$PATH" make -C "${0%/*}/../.." --no-print-directory "$@"
}

# last_line: leaves in $said only the last line.
last_line() {
	said=$(printf '%s\n' "$said" | tail -n 1)
}
