# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The first pass: everything a person types. It hands over to the kernel's own build
# system, which reads Kbuild for the second.

# The kernel to build for. The defaults are the running one and the compiler it was built with.
KDIR ?= /lib/modules/$(shell uname -r)/build
RUSTC ?= rustc
LLVM ?= $(if $(shell grep -s '^CONFIG_CC_IS_CLANG=y' $(KDIR)/.config),1)

# The kernel that demo, shell, test and check build for and boot: the stock one, or debug.
SUITE ?= trixie
FLAVOUR ?= amd64
KERNEL ?= stock
export SUITE FLAVOUR KERNEL

# Of make's own settings none is for the scripts: -j, KDIR= and T= would reach the Kbuild inside the sysroot.
script = @env -u MAKEFLAGS -u MAKELEVEL scripts/

# One line that says why this kernel cannot be built for, with the remedy; else empty.
fits = $(shell RUSTC='$(RUSTC)' scripts/check-kdir '$(KDIR)' 2>&1)
kbuild = $(MAKE) -C $(KDIR) M=$(CURDIR) RUSTC=$(RUSTC) $(if $(MO),MO=$(MO)) $(if $(LLVM),LLVM=$(LLVM))

# Kbuild runs depmod itself, but not without a System.map, which Debian's headers lack.
depmod = depmod -a $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(shell cat $(KDIR)/include/config/kernel.release)

##@ On your own machine (never needed for the rest):
.PHONY: modules modules_install clean
modules: ## build hello.ko for the running kernel, or for KDIR=
	$(if $(fits),$(error $(fits)))
	$(kbuild) modules

modules_install: ## install it where modprobe finds it (as root, after make)
	$(if $(wildcard $(or $(MO),.)/hello.ko),,$(error hello: there is no hello.ko to install. Build it first: make))
	$(kbuild) CONFIG_MODULE_SIG_ALL= modules_install
	$(if $(wildcard $(KDIR)/System.map),,$(depmod))

clean: ## remove what make built in this folder
	$(script)clean

##@ In a guest (a QEMU virtual machine with a stock kernel; SUITE=, FLAVOUR=, KERNEL=debug, ACCEL=):
.PHONY: demo shell test test-long test-debug test-mutants coverage bench
demo: ## show the module at work
	$(script)demo

shell: ## an interactive shell in a guest, with the module at hand
	$(script)shell

test: ## run the tests, all of them or T=<topic or test name>
	$(script)test $(T)

test-long: ## run those that take minutes, all of them or T=
	$(script)test --long $(T)

test-debug: ## all that runs on the debug kernel, the tests too, or T=
	$(script)test-debug $(T)

test-mutants: ## break the module on purpose, see whether the tests notice, or T=<mutant>
	$(script)test-mutants $(T)

coverage: ## say which lines of src/ a storm and random operations do not reach, or T=<topics>
	$(script)coverage $(T)

bench: ## measure it beside the same device in C, minutes: a table, bench/results.csv and .svg
	@env -u MAKEFLAGS -u MAKELEVEL bench/run

##@ For the rest:
.PHONY: check doctor distclean help
check: ## formatting, warnings, lints, and proofs that need no run
	$(script)check

doctor: ## what is there, what is missing, and what to do about it
	$(script)doctor

distclean: clean ## also remove the cache (sysroot, Rust metadata, everything built)
	$(script)distclean

help: ## this list
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z_-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
