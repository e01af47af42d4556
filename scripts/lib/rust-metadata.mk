# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# make reads this after the kernel's own Makefile. The target builds the kernel crate and what that
# needs. The kernel's target `prepare` builds objtool, resolve_btfids and all Rust objects of vmlinux
# too, which takes half as long again.

PHONY += rust-metadata
rust-metadata: prepare0
	$(Q)$(MAKE) $(build)=rust rust/kernel.o
