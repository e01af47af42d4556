/* SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause */
/*
 * What exporter.c exports. rustc does not read this file: importer.rs declares
 * both functions itself.
 */

#ifndef EXPORTER_H
#define EXPORTER_H

int exporter_square(int number);
int exporter_cube(int number);

#endif
