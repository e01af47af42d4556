# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
# shellcheck shell=sh
#
# differential.sh: does the same random sequences of operations on the device and on a file in tmpfs
# (tests/probe/src/differential). Sourced by a topic after device.sh, whose variables it reads.
# shellcheck disable=SC2154
#
# PROPTEST_CASES       the number of sequences in each test; default $sequences, which the topic sets
# PROPTEST_RNG_SEED    the seed of the first one, by default random; each next one has one more

same_as_a_file_at_100_bytes() { same_as_a_file 100; }
same_as_a_file_at_two_pages() { same_as_a_file 8192; }
same_as_a_file_at_10000_bytes() { same_as_a_file 10000; }
same_as_a_file_at_the_default_capacity() { same_as_a_file; }

# same_as_a_file [CAPACITY]
same_as_a_file() {
	load ${1:+"capacity=$1"}
	read -r capacity <"$parameters/capacity"
	seed=${PROPTEST_RNG_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}
	# On the console too, in case the kernel dies.
	echo "tests: capacity $capacity, seed $seed" >/dev/kmsg
	said=$("$probe" differential "$device" "$work/file" "$capacity" \
		"${PROPTEST_CASES:-$sequences}" "$seed") ||
		fail "$said" "to repeat only this one: PROPTEST_CASES=1 PROPTEST_RNG_SEED=its seed; the first was $seed"
	rm "$work/file"
	note "capacity $capacity, from seed $seed: $said"
}
