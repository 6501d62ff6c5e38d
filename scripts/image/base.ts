/**
 * Makes the images that the Dockerfile builds on where no registry can be reached, from Debian's packages (apt-get download) and the
 * Node and npm of this checkout: `node scripts/image/base.ts`, or `npm run image -- --base`. The run-time base has those packages of
 * distroless that Node needs; the other one has npm beside them. Needs Debian with apt, and the engine that builds the images.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildArguments, type Engine, findEngine, idOf, tell } from './engine.ts';

const home = join(import.meta.dirname, '..', '..');

export const LOCAL_RUNTIME = 'localhost/voice-cloning-backend/base:local';
export const LOCAL_BUILDER = 'localhost/voice-cloning-backend/base-build:local';

/**
 * Beside GCC's base package, the packages of distroless' Node images that Node or the product reads. Distroless has more, since its C++ image is
 * below: libssl3t64, libzstd1, zlib1g, libgomp1, media-types and tzdata-legacy. docs/licences.md names all: change both.
 */
export const BASE_PACKAGES = [
  'base-files',
  'ca-certificates',
  'libc6',
  'libgcc-s1',
  'libstdc++6',
  'netbase',
  'tzdata',
] as const;
/** Distroless' `nonroot`. */
const USER_ID = 65_532;

/** Makes both images. @returns their names for `RUNTIME` and `BUILDER` of the Dockerfile */
export async function makeBases(engine: Engine): Promise<{ runtime: string; builder: string }> {
  const work = mkdtempSync(join(tmpdir(), 'image-base-'));
  try {
    const root = join(work, 'runtime', 'root');
    makeRuntimeRoot(join(work, 'packages'), root);
    await buildBase(engine, join(work, 'runtime'), LOCAL_RUNTIME, [
      `USER ${USER_ID}:${USER_ID}`,
      'ENTRYPOINT ["/nodejs/bin/node"]',
    ]);
    const npm = join(work, 'builder', 'root', 'usr', 'local', 'lib', 'node_modules', 'npm');
    mkdirSync(dirname(npm), { recursive: true });
    cpSync(npmFolder(), npm, { recursive: true, dereference: true });
    await buildBase(engine, join(work, 'builder'), LOCAL_BUILDER, ['USER 0:0'], LOCAL_RUNTIME);
    return { runtime: LOCAL_RUNTIME, builder: LOCAL_BUILDER };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Unpacks what the run-time base holds into the folder `root`. @param downloads a folder that is not there yet */
export function makeRuntimeRoot(downloads: string, root: string): void {
  unpackPackages(downloads, root);
  completeRoot(root);
}

/** The package with the license of GCC's libraries, whose documentation is a link to it; its name has GCC's version. */
function gccBase(): string {
  const depends = execFileSync('apt-cache', ['depends', 'libgcc-s1'], { encoding: 'utf8' });
  const [name] = /\bgcc-\d+-base\b/.exec(depends) ?? [];
  if (name === undefined) throw new Error(`libgcc-s1 depends on no base package of GCC:\n${depends}`);
  return name;
}

function unpackPackages(downloads: string, root: string): void {
  const names = [...BASE_PACKAGES, gccBase()];
  mkdirSync(downloads, { recursive: true });
  mkdirSync(root, { recursive: true });
  // apt downloads as a user of its own, which needs to write there.
  chmodSync(dirname(downloads), 0o755);
  chmodSync(downloads, 0o777);
  execFileSync('apt-get', ['download', '-qq', ...names], {
    cwd: downloads,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const status = join(root, 'var', 'lib', 'dpkg', 'status.d');
  mkdirSync(status, { recursive: true });
  const files = globSync('*.deb', { cwd: downloads }).sort();
  if (files.length !== names.length) throw new Error(`apt-get downloaded ${files.join(', ')}`);
  for (const file of files) {
    const path = join(downloads, file);
    execFileSync('dpkg-deb', ['--extract', path, root]);
    // Where distroless keeps it, and scanners look for it: which packages these are.
    const fields = execFileSync('dpkg-deb', ['--field', path], { encoding: 'utf8' });
    const name = /^Package: (.*)$/m.exec(fields)?.[1] ?? file;
    writeFileSync(join(status, name), fields);
    writeFileSync(join(status, `${name}.md5sums`), sumsIn(path));
  }
}

/** Which files a package has, as `md5sum` prints them. */
function sumsIn(file: string): Buffer {
  const control = execFileSync('dpkg-deb', ['--ctrl-tarfile', file], { maxBuffer: 64 * 1024 * 1024 });
  return execFileSync('tar', ['--extract', '--to-stdout', './md5sums'], { input: control });
}

/** What the packages' scripts would do, and Node. */
function completeRoot(root: string): void {
  const authorities = globSync('usr/share/ca-certificates/mozilla/*.crt', { cwd: root }).sort();
  mkdirSync(join(root, 'etc', 'ssl', 'certs'), { recursive: true });
  writeFileSync(
    join(root, 'etc', 'ssl', 'certs', 'ca-certificates.crt'),
    authorities.map((file) => readFileSync(join(root, file), 'utf8')).join(''),
  );
  const nobody = `nonroot:x:${USER_ID}:${USER_ID}:nonroot:/home/nonroot:/sbin/nologin\n`;
  writeFileSync(join(root, 'etc', 'passwd'), `root:x:0:0:root:/root:/sbin/nologin\n${nobody}`);
  writeFileSync(join(root, 'etc', 'group'), `root:x:0:\nnonroot:x:${USER_ID}:\n`);
  mkdirSync(join(root, 'home', 'nonroot'), { recursive: true });
  mkdirSync(join(root, 'tmp'), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  mkdirSync(join(root, 'nodejs', 'bin'), { recursive: true });
  cpSync(nodeBinary(), join(root, 'nodejs', 'bin', 'node'));
  chmodSync(join(root, 'nodejs', 'bin', 'node'), 0o755);
  for (const name of ['proc', 'sys', 'dev', 'run']) mkdirSync(join(root, name), { recursive: true });
  const readme = globSync('usr/share/doc/*/{changelog*,NEWS*}', { cwd: root });
  for (const file of readme) rmSync(join(root, file));
}

/** The Node that `npm ci` brings, not a link to it or another one of this machine. */
function nodeBinary(): string {
  const path = join(home, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  return realpathSync(path);
}

/** The npm that runs this script, or the one of this machine. */
function npmFolder(): string {
  const cli = process.env['npm_execpath'] ?? execFileSync('which', ['npm'], { encoding: 'utf8' }).trim();
  const folder = resolve(realpathSync(cli), '..', '..');
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string };
  if (name !== 'npm') throw new Error(`${folder} is not npm but ${name}`);
  return folder;
}

async function buildBase(
  engine: Engine,
  context: string,
  tag: string,
  last: string[],
  from = 'scratch',
): Promise<void> {
  const path = '/nodejs/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const lines = [
    `FROM ${from}`,
    'COPY root/ /',
    `ENV PATH=${path} SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt`,
    ...last,
  ];
  writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
  await tell(engine, [...buildArguments(engine, tag), '--file', join(context, 'Dockerfile'), context]);
  console.log(`${tag}: ${(await idOf(engine, tag)).slice(0, 12)}`);
}

if (import.meta.main) await makeBases(await findEngine());
