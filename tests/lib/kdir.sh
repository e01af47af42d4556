#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# kdir.sh: makes kernels' build folders and programs that look right to the scripts. Sourced by a topic
# after ktap.sh.

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
