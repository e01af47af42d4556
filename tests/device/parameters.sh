#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# parameters: what docs/mydevice.4 says of the parameters, and the values that are refused.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.

# shellcheck source=lib/device.sh
. "${0%/*}/lib/device.sh"

tests='
parameters-have-defaults
parameters-all-given
howmany-without-value-is-refused-by-the-kernel
whom-without-value-is-refused-by-the-kernel
capacity-without-value-is-refused-by-the-kernel
whom-over-1024-bytes-is-refused-by-the-kernel
whom-of-1024-bytes-loads
unknown-parameter-warns-and-loads
howmany-negative-is-refused
howmany-1001-is-refused
howmany-beyond-32-and-64-bits-is-refused
howmany-takes-octal-and-hexadecimal
howmany-of-no-number-is-refused
howmany-1000-loads
howmany-0-loads-and-says-nothing
capacity-0-is-refused
capacity-over-16M-is-refused
capacity-17M-is-refused
capacity-beyond-64-bits-is-refused
capacity-16M-loads
capacity-of-no-number-is-refused
capacity-takes-octal-and-hexadecimal
capacity-takes-K-and-M
greeting-larger-than-capacity-is-refused
greeting-as-large-as-capacity-loads
greeting-of-many-lines-larger-than-capacity-is-refused
whom-empty-is-refused
whom-with-newline-is-refused
whom-with-tab-is-refused
whom-with-escape-is-refused
whom-with-byte-0x01-is-refused
whom-with-byte-0x7f-is-refused
whom-passes-0x80-and-above
whom-passes-printable-ascii
whom-with-spaces
whom-with-byte-0xa0-needs-quotes
whom-named-twice-last-wins
howmany-named-twice-last-wins
capacity-named-twice-last-wins
named-twice-only-the-last-is-checked
named-twice-the-last-is-checked
refused-load-can-be-followed-by-a-good-one
'

newline='
'

# by_the_kernel ERROR LINE ARGUMENT...: insmod says ERROR, and the kernel logs LINE.
by_the_kernel() {
	error=$1
	logged_line=$2
	shift 2
	refused "could not insert module $MODULE_KO: $error" insmod "$MODULE_KO" "$@"
	logged=$("$probe" log "$marker")
	case $logged in
	*"$logged_line"*) ;;
	*) fail "kernel log" "got:    $logged" "wanted: $logged_line" ;;
	esac
	nothing_left
}

# by_the_module PARAMETER VALUE LIMIT ARGUMENT...: insmod says EINVAL, and the module logs one line
# with PARAMETER, VALUE and LIMIT in it.
by_the_module() {
	wanted="hello: ...$1...$2...$3"
	parameter=$1 value=$2 limit=$3
	shift 3
	refused "could not insert module $MODULE_KO: Invalid parameters" insmod "$MODULE_KO" "$@"
	logged=$(module_log)
	case $logged in
	*"$newline"*) fail "more than one line in the log" "$logged" ;;
	*"hello: "*"$parameter"*"$value"*"$limit"*) ;;
	*) fail "log line" "got:    $logged" "wanted: $wanted" ;;
	esac
	nothing_left
}

# loads_with WHOM HOWMANY CAPACITY ARGUMENT...
loads_with() {
	whom=$1 howmany=$2 capacity=$3
	shift 3
	load "$@"
	parameter_is whom "$whom"
	parameter_is howmany "$howmany"
	parameter_is capacity "$capacity"
	io_gives "1; ENOSPC" rdwr "pwrite $((capacity - 1)) x" "pwrite $capacity x"
}

# numbers_are_read PARAMETER TEXT=NUMBER...: sysfs shows the NUMBER of each TEXT, in decimal.
numbers_are_read() {
	parameter=$1
	shift
	for number in "$@"; do
		unload_all
		load "$parameter=${number%=*}" || fail "refused: $parameter=${number%=*}"
		parameter_is "$parameter" "${number#*=}"
	done
}

# numbers_are_refused PARAMETER LIMIT VALUE...: with EINVAL and a line in the log for each VALUE.
numbers_are_refused() {
	parameter=$1 limit=$2
	shift 2
	echo "$marker $parameter" >/dev/kmsg
	for value in "$@"; do
		refused EINVAL "$probe" load "$MODULE_KO" "$parameter=\"$value\""
	done
	"$probe" log "$marker $parameter" "$module: " 'tainting kernel' 'taints kernel' >"$work/lines"
	expect_eq "$(wc -l <"$work/lines")" $# "lines in the log ($(cat "$work/lines"))"
	for value in "$@"; do
		IFS= read -r line
		case $line in
		*" hello: $parameter=${value%%"$newline"*}"*"$limit"*) ;;
		*) fail "log line" "got:    $line" "wanted: ... hello: $parameter=$value... $limit" ;;
		esac
	done <"$work/lines"
}

# other_texts_are_refused PARAMETER LIMIT: also those that kstrtoint() or the kernel crate's ParseInt
# would accept.
other_texts_are_refused() {
	numbers_are_refused "$1" "$2" '' +1 -1 ' 1' '1 ' "1$newline" 0b1 0o7 08 0x 1_0 1KK 1G 12x x
}

# x COUNT: so many letters x.
x() {
	printf "%$1s" '' | tr ' ' x
}

parameters_have_defaults() { loads_with world 1 65536; }
parameters_all_given() { loads_with Class 10 4096 whom=Class howmany=10 capacity=4096; }

howmany_without_value_is_refused_by_the_kernel() {
	by_the_kernel 'Invalid parameters' "hello: \`' invalid for parameter \`howmany'" howmany
}

whom_without_value_is_refused_by_the_kernel() {
	by_the_kernel 'Invalid parameters' "hello: \`' invalid for parameter \`whom'" whom
}

capacity_without_value_is_refused_by_the_kernel() {
	by_the_kernel 'Invalid parameters' "hello: \`' invalid for parameter \`capacity'" capacity
}

whom_over_1024_bytes_is_refused_by_the_kernel() {
	by_the_kernel 'No space left on device' 'whom: string parameter too long' whom="$(x 1025)"
}

whom_of_1024_bytes_loads() { loads_with "$(x 1024)" 1 65536 whom="$(x 1024)"; }

unknown_parameter_warns_and_loads() {
	loads_with world 1 65536 colour=green
	case $(module_log) in
	*"hello: unknown parameter 'colour' ignored"*) ;;
	*) fail "no warning: $(module_log)" ;;
	esac
}

howmany_negative_is_refused() { by_the_module howmany -1 1000 howmany=-1; }
howmany_1001_is_refused() { by_the_module howmany 1001 1000 howmany=1001; }

howmany_beyond_32_and_64_bits_is_refused() {
	# 2^32 + 1 and 2^64 + 1 would be 1 if their upper bits were lost.
	numbers_are_refused howmany 1000 2147483648 4294967297 18446744073709551617 99999999999999999999
}

howmany_takes_octal_and_hexadecimal() {
	numbers_are_read howmany 010=8 0x10=16 0xff=255 00=0 01750=1000
}

# howmany is no number of bytes, so it takes no K and no M. 0K would be small enough.
howmany_of_no_number_is_refused() {
	other_texts_are_refused howmany 1000
	numbers_are_refused howmany 1000 0K 0k 0M 0x0M 1K
}

howmany_1000_loads() {
	loads_with world 1000 65536 howmany=1000
	expect_eq "$(module_log | grep -c '^1 hello: Hello, world!$')" 1000 "lines in the log"
	expect_eq "$(head -c 14000 "$device" | grep -c '^Hello, world!$')" 1000 "lines in the device"
}

howmany_0_loads_and_says_nothing() {
	load howmany=0
	expect_eq "$(module_log)" '' "the log"
	contents ''
	io_gives '0; 1; 1 x' rdwr 'seek end 0' 'write x' 'pread 0 9'
	parameter_is howmany 0
}

limit=16777216
capacity_0_is_refused() { by_the_module capacity 0 "$limit" capacity=0; }
capacity_over_16M_is_refused() { by_the_module capacity 16777217 "$limit" capacity=16777217; }
capacity_17M_is_refused() { by_the_module capacity 17 "$limit" capacity=17M; }

capacity_beyond_64_bits_is_refused() {
	# 2^64 + 4096 would be allowed if its upper bits were lost.
	by_the_module capacity 18446744073709555712 "$limit" capacity=18446744073709555712
}

capacity_16M_loads() { loads_with world 1 16777216 capacity=16M; }

capacity_of_no_number_is_refused() {
	other_texts_are_refused capacity "$limit"
	numbers_are_refused capacity "$limit" K 1kM 0xK 4096x '1 K'
}

capacity_takes_octal_and_hexadecimal() {
	numbers_are_read capacity 0100=64 0x1000=4096 0x10K=16384 020K=16384 0x10M=16777216
}

capacity_takes_K_and_M() {
	numbers_are_read capacity 64K=65536 64k=65536 2M=2097152 2m=2097152
	rmmod hello
	loads_with world 1 8192 capacity=8K
}

greeting_larger_than_capacity_is_refused() { by_the_module capacity 13 14 capacity=13; }

greeting_as_large_as_capacity_loads() {
	load capacity=14
	contents 'Hello, world!'
	io_gives '14; ENOSPC' rdwr 'seek end 0' 'write x'
}

greeting_of_many_lines_larger_than_capacity_is_refused() {
	by_the_module capacity 13999 14000 howmany=1000 capacity=13999
}

whom_empty_is_refused() { by_the_module whom '' 'at least one byte' whom=; }
whom_with_newline_is_refused() { by_the_module whom a control whom="\"a
b\""; }
whom_with_tab_is_refused() { by_the_module whom a control whom="$(printf '"a\tb"')"; }
whom_with_escape_is_refused() { by_the_module whom a control whom="$(printf 'a\033[31mb')"; }
whom_with_byte_0x01_is_refused() { by_the_module whom a control whom="$(printf 'a\001b')"; }
whom_with_byte_0x7f_is_refused() { by_the_module whom a control whom="$(printf 'a\177b')"; }

# Any bytes: a letter of two bytes, then a continuation byte, a C1 control, 0xfe and 0xff, none of
# which is UTF-8.
whom_passes_0x80_and_above() {
	bytes=$(printf 'Zo\303\253\200\205\376\377')
	loads_with "$bytes" 1 65536 whom="$bytes"
	expect_eq "$(head -c 18 "$device" | od -An -tx1 | tr -d ' \n')" \
		48656c6c6f2c205a6fc3ab8085feff210a00 "contents"
}

whom_passes_printable_ascii() {
	# Characters that mean something in a format string or to a shell; no space and no double quote.
	odd="%s%n%x{}{0}\\n\$(x)'\`;<>&|!~"
	loads_with "$odd" 1 65536 whom="$odd"
	expect_eq "$(head -n 1 "$device")" "Hello, $odd!" "contents"
}

whom_with_spaces() {
	load whom='"Ada Lovelace"'
	contents 'Hello, Ada Lovelace!'
	parameter_is whom 'Ada Lovelace'
	expect_eq "$(module_log)" '1 hello: Hello, Ada Lovelace!' "the log"
}

# The kernel's isspace() takes byte 0xa0 for a space. It is the second byte of a Cyrillic R.
whom_with_byte_0xa0_needs_quotes() {
	rest=$(printf '\320\276\320\274\320\260\320\275')
	roman=$(printf '\320\240%s' "$rest")
	load whom="$roman"
	parameter_is whom "$(printf '\320')"
	expect_eq "$(module_log)" "4 hello: unknown parameter '\\xd0\\xbe\\xd0\\xbc\\xd0\\xb0\\xd0\\xbd' ignored
1 hello: Hello, \\x5cxd0!" "the log, without quotes"
	rmmod hello
	loads_with "$roman" 1 65536 whom="\"$roman\""
	expect_eq "$(head -n 1 "$device")" "Hello, $roman!" "contents, with quotes"
}

whom_named_twice_last_wins() { loads_with two 1 65536 whom=one whom=two; }
howmany_named_twice_last_wins() { loads_with world 3 65536 howmany=2 howmany=3; }
capacity_named_twice_last_wins() { loads_with world 1 8192 capacity=4096 capacity=8192; }

named_twice_only_the_last_is_checked() {
	loads_with two 3 8192 whom= howmany=1001 capacity=0 whom=two howmany=3 capacity=8192
}

named_twice_the_last_is_checked() {
	by_the_module howmany 1001 1000 howmany=1 howmany=1001
}

refused_load_can_be_followed_by_a_good_one() {
	by_the_module howmany -2147483648 1000 howmany=-2147483648
	loads_with Class 2 65536 whom=Class howmany=2
}

run_tests "$tests" "$@"
