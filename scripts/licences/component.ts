/** Something that is in an image and that somebody wrote: a package of npm or Debian, Node, or a native file. */
export type Component = PackageComponent | NativeComponent;

export interface PackageComponent {
  readonly kind: 'npm' | 'deb' | 'runtime';
  readonly name: string;
  /** Empty when its package does not say. */
  readonly version: string;
  /** SPDX expression; undefined: nobody knows. */
  readonly licence: string | undefined;
  /** Where it was found, for messages. */
  readonly path: string;
}

/** A file of machine code, ELF or WebAssembly, or one that may hold some: an archive or a compressed file. */
export interface NativeComponent {
  readonly kind: 'native';
  /** The package to which the file belongs; undefined: to none that is known. */
  readonly owner: string | undefined;
  /** Its path in the image. */
  readonly path: string;
  readonly sha256: string;
  /** What in the file tells of its license, for example `--enable-gpl` of FFmpeg's configuration. */
  readonly marks: readonly string[];
  /** What packs the file, for example `gzip`; undefined: nothing does. Nobody looks into it. */
  readonly packing?: string;
}

export const isNative = (component: Component): component is NativeComponent => component.kind === 'native';
