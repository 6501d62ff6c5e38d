import { createHash } from 'node:crypto';
import { Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import { type Component, isNative, type NativeComponent, type PackageComponent } from './component.ts';
import { licenceOfMarks } from './natives.ts';
import { type Place } from './policy.ts';

const SPEC = Spec.Spec1dot6;

/** Who is described: the image, and the revision from which it is made. */
export interface SbomSubject {
  readonly place: Place;
  readonly version: string;
  /** Debian's name of the processor, for the addresses of its packages. */
  readonly architecture: string;
}

/**
 * A CycloneDX 1.6 document of everything in an image. The same contents make the same text: there is no time in it, and its serial number is
 * made of the rest. See ADR 121.
 */
export function sbomOf(subject: SbomSubject, components: readonly Component[]): string {
  const bom = new Models.Bom({ version: 1 });
  const own = new Models.Component(Enums.ComponentType.Container, `voice-cloning-backend-${subject.place}`, {
    version: subject.version,
    bomRef: `voice-cloning-backend-${subject.place}`,
  });
  own.licenses.add(new Models.SpdxLicense('MIT'));
  bom.metadata.component = own;
  for (const component of components) {
    const described = isNative(component)
      ? describedFile(component)
      : describedPackage(component, subject.architecture);
    bom.components.add(described);
    own.dependencies.add(described.bomRef);
  }
  const text = serialized(bom);
  bom.serialNumber = `urn:uuid:${uuidOf(text)}`;
  return serialized(bom);
}

/** What is wrong with a document by the schema of CycloneDX; undefined when it is right. */
export async function sbomProblem(text: string): Promise<string | undefined> {
  const problem: unknown = await new Validation.JsonStrictValidator(SPEC.version).validate(text);
  return problem === null || problem === undefined ? undefined : JSON.stringify(problem);
}

function describedPackage(component: PackageComponent, architecture: string): Models.Component {
  const { kind, name, version, licence } = component;
  const [, group, rest = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  const type = kind === 'runtime' ? Enums.ComponentType.Platform : Enums.ComponentType.Library;
  const purl = purlOf(component, architecture);
  const described = new Models.Component(type, rest, {
    ...(group === undefined ? {} : { group }),
    version,
    bomRef: purl,
    purl,
  });
  if (licence !== undefined) described.licenses.add(licenceOf(licence, Enums.LicenseAcknowledgement.Declared));
  return described;
}

function purlOf({ kind, name, version }: PackageComponent, architecture: string): string {
  if (kind === 'deb')
    return new PackageURL('deb', 'debian', name, version, { arch: architecture }, undefined).toString();
  if (kind === 'runtime') return new PackageURL('generic', undefined, name, version, undefined, undefined).toString();
  const [, scope, rest = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  return new PackageURL('npm', scope, rest, version, undefined, undefined).toString();
}

/** A native file is listed beside its package, since its license may be another one than that of the package. */
function describedFile({ path, sha256, owner, marks }: NativeComponent): Models.Component {
  const described = new Models.Component(Enums.ComponentType.File, path, { bomRef: `file:${path}` });
  described.hashes.set(Enums.HashAlgorithm['SHA-256'], sha256);
  const licence = licenceOfMarks(marks);
  if (licence !== undefined) described.licenses.add(licenceOf(licence, Enums.LicenseAcknowledgement.Concluded));
  if (owner !== undefined) described.properties.add(new Models.Property('voice:owner', owner));
  for (const mark of marks) described.properties.add(new Models.Property('voice:licence-mark', mark));
  return described;
}

function licenceOf(expression: string, acknowledgement: Enums.LicenseAcknowledgement): Models.LicenseExpression {
  const licence = new Models.LicenseExpression(expression);
  licence.acknowledgement = acknowledgement;
  return licence;
}

function serialized(bom: Models.Bom): string {
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(SPEC));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** A UUID of version 8 (RFC 9562), whose bits are those of a hash. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
