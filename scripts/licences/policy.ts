/** What may be in the images, and why. docs/licences.md says what that means: change both. */

/** Licenses that ask for no more than their text and the names of the authors to be passed on. SPDX identifiers. */
export const PERMISSIVE: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
  'Zlib',
  // The time zones of tzdata, and others that their authors gave to everybody.
  'LicenseRef-public-domain',
]);

/** The images, and the base that is below each of them. */
export type Place = 'api' | 'worker' | 'sandbox' | 'base';

/** A component that may be there although its license is none of the above: by its name, in the images that need it, and only under this license. */
export interface Allowance {
  readonly places: readonly Place[];
  /** For a native file, the package to which it belongs. */
  readonly name: RegExp;
  readonly kind: 'npm' | 'deb' | 'native';
  /** The SPDX expression that was found. Another one is not allowed. */
  readonly licence: string;
  /** Of a native file: all that it may say of its license. */
  readonly marks?: readonly string[];
  readonly why: string;
}

const GCC_RUNTIME = 'GPL-3.0-or-later WITH GCC-exception-3.1';

export const ALLOWANCES: readonly Allowance[] = [
  {
    places: ['api', 'worker', 'sandbox'],
    name: /^@seydx\/node-av-/,
    kind: 'native',
    licence: 'GPL-3.0-or-later',
    marks: ['--enable-gpl', '--enable-libfdk-aac', '--enable-version3', 'lesser general public license'],
    why: 'FFmpeg, which decodes and encodes recordings; its package says MIT, which is the license of the code around it (ADR 122)',
  },
  {
    places: ['sandbox'],
    name: /^@echogarden\/espeak-ng-emscripten$/,
    kind: 'npm',
    licence: 'GPL-3.0',
    why: 'the voice of the sandbox, which is never deployed',
  },
  {
    places: ['base'],
    name: /^(?:libgcc-s1|libstdc\+\+6|libgomp1|gcc-\d+-base)$/,
    kind: 'deb',
    licence: GCC_RUNTIME,
    why: 'run-time libraries of GCC; the exception lets programs of any license use them',
  },
  {
    places: ['base'],
    name: /^libc6$/,
    kind: 'deb',
    licence: 'LGPL-2.1-or-later',
    why: 'the C library, linked dynamically and not changed',
  },
  {
    places: ['base'],
    name: /^base-files$/,
    kind: 'deb',
    licence: 'GPL-2.0-or-later',
    why: 'names of the distribution and texts of licenses, not linked with anything',
  },
  {
    places: ['base'],
    name: /^netbase$/,
    kind: 'deb',
    licence: 'GPL-2.0-only',
    why: 'lists of protocols and services, not linked with anything',
  },
  {
    places: ['base'],
    name: /^ca-certificates$/,
    kind: 'deb',
    licence: 'GPL-2.0-or-later AND MPL-2.0',
    why: 'certificates of Mozilla and a script that is not run, not linked with anything',
  },
];

/** A package of npm whose manifest names no license: what a file of this version says instead. */
export interface ClarifiedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly file: string;
  /** A text that must stand in that file. */
  readonly says: string;
}

const MIT_GRANT = 'Permission is hereby granted, free of charge, to any person obtaining';

export const CLARIFIED_PACKAGES: readonly ClarifiedPackage[] = [
  { name: 'semaphore', version: '1.1.0', licence: 'MIT', file: 'README.md', says: 'License\n===\n\nMIT' },
  { name: 'pause', version: '0.0.1', licence: 'MIT', file: 'Readme.md', says: MIT_GRANT },
  { name: 'valid-url', version: '1.0.9', licence: 'MIT', file: 'LICENSE', says: MIT_GRANT },
  {
    name: 'uri-templates',
    version: '0.2.0',
    licence: 'LicenseRef-public-domain',
    file: 'README.md',
    says: 'This project is released as [public-domain]',
  },
];

/**
 * Packages of Debian that a base may hold: those of distroless' Node images (`base/config.bzl`, `cc/config.bzl` and `static/config.bzl` of
 * GoogleContainerTools/distroless at cd080764) and of the base that is made by hand. Their licenses, and what their `copyright` file must say for
 * that (runs of white space are one space).
 */
export const DEBIAN_PACKAGES: readonly {
  readonly names: RegExp;
  readonly licence: string;
  readonly says: readonly string[];
}[] = [
  {
    names: /^libc6$/,
    licence: 'LGPL-2.1-or-later',
    says: ['GNU C Library', 'version 2.1 of the License, or (at your option) any later version'],
  },
  {
    names: /^(?:libgcc-s1|libstdc\+\+6|libgomp1|gcc-\d+-base)$/,
    licence: GCC_RUNTIME,
    says: ['GCC RUNTIME LIBRARY EXCEPTION', 'libstdc++-v3'],
  },
  {
    names: /^base-files$/,
    licence: 'GPL-2.0-or-later',
    says: ['either version 2 of the License, or (at your option) any later version'],
  },
  { names: /^netbase$/, licence: 'GPL-2.0-only', says: ['License: GPL-2 This program is free software'] },
  {
    names: /^ca-certificates$/,
    licence: 'GPL-2.0-or-later AND MPL-2.0',
    says: ['License: GPL-2+', 'License: MPL-2.0'],
  },
  {
    names: /^tzdata(?:-legacy)?$/,
    licence: 'LicenseRef-public-domain',
    says: ['This database is in the public domain.'],
  },
  { names: /^(?:libssl3|libssl3t64|openssl)$/, licence: 'Apache-2.0', says: ['License: Apache-2.0'] },
  {
    names: /^zlib1g$/,
    licence: 'Zlib',
    says: ['Files: * Copyright: 1995-2013 Jean-loup Gailly and Mark Adler License: Zlib'],
  },
  {
    names: /^libzstd1$/,
    licence: '(BSD-3-Clause OR GPL-2.0-only) AND MIT',
    says: ['License: BSD-3-clause or GPL-2', 'Files: lib/dictBuilder/divsufsort.*', 'License: Expat'],
  },
  {
    names: /^media-types$/,
    licence: 'LicenseRef-public-domain',
    says: ['Copyright: public-domain', 'This package contains public information'],
  },
];
