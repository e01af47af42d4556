# SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#
# Usage: gnuplot -e "instructions='FILE'; throughput='FILE'; machine='TEXT'" plot.gp >results.svg
#
# Draws the ratios to ctwin.ko. Each line of a FILE is one operation: its name in quotes, the ratio
# of hello.ko, the ratio of ctwin_rwsem.ko, and the bar for hello.ko, or NaN where it has none.

set terminal svg size 1000,760 font 'sans-serif,12' background '#ffffff'
set multiplot layout 2,1 title 'The device in Rust compared with its twins in C'."\n".machine font ',13'

set style data histograms
set style histogram clustered gap 1
set style fill solid noborder
set boxwidth 0.9
set grid ytics lc '#dddddd'
set border 3 lc '#888888'
set xtics nomirror scale 0
set ytics nomirror
set bmargin 4.5
set key above horizontal
# ctwin.ko itself: the ratio is 1.
set arrow from graph 0, first 1 to graph 1, first 1 nohead lc '#444444' dt 2 front

set ylabel "instructions a call,\nratio to ctwin.ko (less is better)"
set yrange [0:1.25]
plot instructions using 2:xtic(1) title 'hello.ko' lc '#b7410e', \
	'' using 3 title 'the same design in C' lc '#4a7ba6', \
	'' using 0:4 with points pt 2 ps 1 lw 2 lc '#000000' title 'the bar for hello.ko'

set ylabel "throughput (r: readers, w: writers),\nratio to ctwin.ko (more is better)"
set yrange [0:*]
plot throughput using 2:xtic(1) title 'hello.ko' lc '#b7410e', \
	'' using 3 title 'the same design in C' lc '#4a7ba6', \
	'' using 0:4 with points pt 2 ps 1 lw 2 lc '#000000' title 'the bar for hello.ko'
