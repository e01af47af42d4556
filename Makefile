# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The first pass: the targets that a person types. It calls the kernel's build system, which reads
# Kbuild in the second pass.

# The kernel to build for: by default the running one, with the compiler that built it.
KDIR ?= /lib/modules/$(shell uname -r)/build
RUSTC ?= rustc
LLVM ?= $(if $(shell grep -s '^CONFIG_CC_IS_CLANG=y' $(KDIR)/.config),1)

# The guest's kernel: Debian's of this suite and flavour (stock), or one with debugging (debug).
SUITE ?= trixie
FLAVOUR ?= amd64
KERNEL ?= stock
export SUITE FLAVOUR KERNEL

# The scripts run make inside the sysroot. -j, KDIR= and T= of this make are not for that one.
run = @env -u MAKEFLAGS -u MAKELEVEL

# One line that says why no module can be built for this kernel, with the remedy; else empty.
unfit = $(shell RUSTC='$(RUSTC)' scripts/check-kdir '$(KDIR)' 2>&1)
kbuild = $(MAKE) -C $(KDIR) M=$(CURDIR) RUSTC=$(RUSTC) $(if $(MO),MO=$(MO)) $(if $(LLVM),LLVM=$(LLVM))

# Kbuild runs depmod itself, but not without a System.map, which Debian's headers lack.
depmod = depmod -a $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(shell cat $(KDIR)/include/config/kernel.release)

##@ On your own machine (the other targets need none of these):
.PHONY: modules modules_install clean
modules: ## build the module for the running kernel, or for KDIR=
	$(if $(unfit),$(error $(unfit)))
	$(kbuild) modules

modules_install: ## install it where modprobe finds it (as root, after make)
	$(if $(wildcard $(or $(MO),.)/*.ko),,$(error There is no module to install. Build it first: make))
	$(kbuild) CONFIG_MODULE_SIG_ALL= modules_install
	$(if $(wildcard $(KDIR)/System.map),,$(depmod))

clean: ## remove what make built in this folder
	$(run) scripts/clean

##@ In a guest (a QEMU virtual machine with a stock kernel; SUITE=, FLAVOUR=, KERNEL=debug, ACCEL=):
.PHONY: shell test test-long test-debug
shell: ## an interactive shell in a guest, with the module at hand
	$(run) scripts/shell

test: ## run the tests, all of them or T=<topic or test name>
	$(run) scripts/test $(T)

test-long: ## run those that take minutes, all of them or T=
	$(run) scripts/test --long $(T)

test-debug: ## run all tests that need the debug kernel, make test on it too, or T=
	$(run) scripts/test-debug $(T)

##@ For the rest:
.PHONY: check doctor distclean help
check: ## formatting, warnings, lints, and proofs that need no run
	$(run) scripts/check

doctor: ## what is there, what is missing, and what to do about it
	$(run) scripts/doctor

distclean: ## clean, and remove the cache (sysroot, Rust metadata, everything built)
	$(run) scripts/clean --all

help: ## this list
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z_-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# What only one repository needs is in a file of its own: NAME.mk.
include $(wildcard *.mk)
