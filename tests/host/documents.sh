#!/bin/sh
# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# documents: scripts/test-docs, on the host: what a document says wrongly is found. Uses a toy
# repository, whose documents have no transcripts of a guest.
# Prints KTAP; arguments and exit status as ../lib/ktap.sh has them.
# shellcheck disable=SC2016 # what the documents quote is not for this shell

# shellcheck source=../lib/ktap.sh
. "${0%/*}/../lib/ktap.sh"
# shellcheck source=../lib/command.sh
. "${0%/*}/../lib/command.sh"

tests='
transcript-that-is-right-is-green
transcript-that-differs-is-red
transcript-may-differ-in-what-the-patterns-name
transcript-whose-shell-ends-is-red
transcript-without-a-command-is-red
transcript-of-a-manual-page-is-run
transcripts-are-rewritten-by-update
block-that-does-not-say-what-it-is-is-red
block-that-is-no-transcript-is-not-run
quote-that-stands-there-is-green
quote-that-is-gone-is-red
link-that-is-dead-is-red
anchor-that-is-dead-is-red
path-that-is-gone-is-red
document-that-is-unknown-is-refused
readme-has-at-most-220-lines
'
top=$(cd "${0%/*}/../.." && pwd)

before_test() {
	export XDG_CACHE_HOME="$work/cache"
	repository=$work/repository
	rm -rf "$repository" "$XDG_CACHE_HOME"
	mkdir -p "$repository/scripts" "$repository/src"
	cp -R "$top/scripts/lib" "$top/scripts/test-docs" "$repository/scripts"
	printf '#!/bin/sh\n' >"$repository/scripts/build"
	chmod +x "$repository/scripts/build"
	: >"$repository/.gitignore"
	echo 'obj-m := toy.o' >"$repository/Kbuild"
	cat >"$repository/src/toy.rs" <<-'END'
		/// fn greet: not here.
		impl Toy {
		    fn greet() {
		        first();
		        second();
		        third();
		    }

		    fn other() {
		        fourth();
		    }
		}
	END
}

# document LINE...: makes the only document. ~~~ stands for three backticks.
document() {
	printf '%s\n' "$@" | sed 's/^~~~/```/' >"$repository/page.md"
}

green() {
	gives 0 "$repository/scripts/test-docs"
	says "$1 passed, 0 failed"
}

# red LINE WORDS: the only failure is at that line of the document, for the reason in WORDS.
red() {
	gives 1 "$repository/scripts/test-docs"
	says "not ok page.md:$1: "
	says "$2"
	says ', 1 failed, 0 skipped'
}

transcript_that_is_right_is_green() {
	document '~~~console host' '$ echo one; echo' '$ x=two' '' '$ echo $x' two '$ for i in 1 2; do' \
		'> echo $i; done' 1 2 '~~~'
	sed -i 's/^\$ x=two/one\n&/' "$repository/page.md"
	green 2
}

transcript_that_differs_is_red() {
	document '~~~console host' '$ echo Hello, world!' 'Hello, World!' '~~~'
	red 2 '+Hello, world!'
	document '~~~console host' '$ ls nowhere; echo' '$ echo two' two '~~~'
	red 2 'nowhere'
}

transcript_may_differ_in_what_the_patterns_name() {
	document '~~~console host' '$ echo "[   12.345678] toy: 5"' '[    1.000000] toy: 5' \
		'$ echo 9.8.7+deb99-amd64' 7.3.4+deb13-cloud-amd64 '~~~'
	green 2
	document '~~~console host' '$ echo "[   12.345678] toy: 5"' '[    1.000000] toy: 6' '~~~'
	red 2 '+[TIME] toy: 5'
}

transcript_whose_shell_ends_is_red() {
	document '~~~console host' '$ exit' '$ echo two' two '~~~'
	red 2 'the session ended here'
}

transcript_without_a_command_is_red() {
	document '~~~console host' 'one' '~~~'
	gives 1 "$repository/scripts/test-docs"
	says 'page.md:2: a transcript begins with $ '
}

transcript_of_a_manual_page_is_run() {
	# In mdoc \e is a backslash, and \& protects the dot at the beginning of a line.
	printf '%s\n' '.\" console host' '.Bd -literal' "\$ printf '%s\en' .one 'two\e'" '\&.one' 'two\e' .Ed \
		>"$repository/toy.4"
	green 2
	sed -i 's/^two/three/' "$repository/toy.4"
	gives 1 "$repository/scripts/test-docs"
	says 'toy.4:3: the transcript differs'
	gives 0 "$repository/scripts/test-docs" --update
	says 'toy.4: 1 transcripts rewritten'
	green 2
}

transcripts_are_rewritten_by_update() {
	document before '~~~console host' '$ echo one' 1 '' '$ echo two' '~~~' after '~~~console host' '$ echo 3' 3 '~~~'
	gives 0 "$repository/scripts/test-docs" --update
	expect_eq "$(cat "$repository/page.md")" "$(printf '%s\n' before '```console host' '$ echo one' one '' \
		'$ echo two' two '```' after '```console host' '$ echo 3' 3 '```')" "the document"
	green 3
}

block_that_does_not_say_what_it_is_is_red() {
	document '~~~' '$ echo one' '~~~'
	red 1 'the block says neither'
	document '~~~console' '$ echo one' '~~~'
	red 1 'the block says neither'
	document text '' '    $ echo one'
	red 3 'a block by indentation'
	document '~~~text' one
	red 2 'the last block has no end'
}

block_that_is_no_transcript_is_not_run() {
	document '# rm -rf /' '~~~sh' '$ touch was-run' '~~~' '~~~text' '# touch was-run' '~~~' '$ touch was-run'
	green 1
	[ ! -e "$repository/was-run" ] || fail "a command of it was run"
}

quote_that_stands_there_is_green() {
	document '~~~rust src/toy.rs greet' 'fn greet() {' '    ...' '    second();' '~~~'
	green 2
}

quote_that_is_gone_is_red() {
	document '~~~rust src/toy.rs greet' 'first();' 'third();' '~~~'
	red 2 'this does not stand in greet of src/toy.rs: first();'
	document '~~~rust src/toy.rs greet' 'fourth();' '~~~'
	red 2 'this does not stand in greet of src/toy.rs: fourth();'
	document '~~~rust src/toy.rs greets' 'first();' '~~~'
	red 2 'there is no definition of greets in src/toy.rs'
	document '~~~rust src/toys.rs greet' 'first();' '~~~'
	red 2 'there is no src/toys.rs'
}

link_that_is_dead_is_red() {
	document '[a](src/toy.rs) [b](https://example.org/x) `[c](nowhere)`'
	green 1
	document '' 'See [that page](nowhere.md).'
	red 2 'a dead link: nowhere.md'
}

anchor_that_is_dead_is_red() {
	document '# The `first` one, of 2' '## Two' '## Two' '[a](#the-first-one-of-2) [b](page.md#two-1)'
	green 1
	document '# One' '' '[a](#two)'
	red 3 'a dead anchor: #two'
}

path_that_is_gone_is_red() {
	document '`src/toy.rs --help`, `/src/x`, `elsewhere/x` and `src/<name>.rs`'
	green 1
	document '`src/toys.rs`'
	red 1 'there is no src/toys.rs'
	document '~~~text' 'toy: src/toy.rs, src/toys.rs' '~~~'
	red 2 'there is no src/toys.rs'
}

document_that_is_unknown_is_refused() {
	document text
	gives 1 "$repository/scripts/test-docs" pages
	says 'there is no document pages'
	says 'page.md'
	gives 0 "$repository/scripts/test-docs" page
}

# What is longer belongs into docs/.
readme_has_at_most_220_lines() {
	lines=$(wc -l <"$top/README.md")
	[ "$lines" -le 220 ] || fail "README.md has $lines lines"
}

run_tests "$tests" "$@"
