# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# The targets that only this repository has; Makefile includes this file.

##@ In this repository only:
.PHONY: demo samples exercise test-matrix test-mutants bench
demo: ## show the module at work, in a guest
	@scripts/shell tests/device/demo-session

test-matrix: ## run the tests on each kernel that Debian builds with Rust, or on the rows ONLY=
	@matrix/run $(foreach row,$(ONLY),$(call quote,$(row)))

samples: ## build the modules of the lecture's slides, which make shell has in the folder samples
	@samples/build

exercise: ## try the module of exercise N=, or list the exercises; HINT=1 prints a hint
	@exercises/run $(if $(HINT),--hint) $(N)

test-mutants: ## break the module on purpose and see whether the tests notice, or T=<mutant>
	@tests/mutants/run $(T)

bench: ## compare its speed with the same device in C (takes minutes)
	@bench/run
