import rhea, { type Typed } from 'rhea';
import { BrokerError, Condition } from '../model/errors.ts';

/** Descriptor codes of the sections of a message, OASIS AMQP 1.0 part 3.2. */
export const SectionCode = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  sequence: 0x76,
  value: 0x77,
  footer: 0x78,
} as const;

/** One section: `bytes` holds the descriptor and the value, `value` the value with its constructor. Both share the message's memory. */
export interface Section {
  readonly code: number;
  readonly bytes: Buffer;
  readonly value: Buffer;
}

/**
 * Cuts an encoded message into its sections without decoding them, so that what the broker does not have to read leaves exactly as it
 * came (rhea's decoder forgets the difference between AMQP's number types).
 * @throws BrokerError `amqp:decode-error`
 */
export function splitSections(message: Buffer): Section[] {
  const sections: Section[] = [];
  let at = 0;
  try {
    while (at < message.length) {
      if (message.readUInt8(at) !== 0) throw new RangeError('a section must be a described type');
      const valueAt = skipValue(message, at + 1);
      const end = skipValue(message, valueAt);
      if (end > message.length) throw new RangeError('a section ends after the message');
      const code = descriptorCode(message.subarray(at + 1, valueAt));
      sections.push({ code, bytes: message.subarray(at, end), value: message.subarray(valueAt, end) });
      at = end;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BrokerError(Condition.decodeError, `The message cannot be decoded: ${error.message}.`);
  }
  return sections;
}

/** The bytes inside the binary value of a data section. */
export function dataOf(section: Section): Buffer {
  const lengthBytes = section.value.readUInt8(0) === 0xa0 ? 1 : 4;
  return section.value.subarray(1 + lengthBytes);
}

/** The fields of a section whose value is a list, undefined where the sender left them out. */
export function listOf(section: Section): (Typed | undefined)[] {
  const { value } = readTyped(section.value);
  return Array.isArray(value) ? (value as Typed[]) : [];
}

/** The entries of a section whose value is a map, with their AMQP types. */
export function mapOf(section: Section): Record<string, Typed> {
  return entriesOf(readTyped(section.value));
}

/** The entries of a decoded map, with their AMQP types. */
export function entriesOf({ value }: Typed): Record<string, Typed> {
  const entries: Record<string, Typed> = {};
  if (!Array.isArray(value)) return entries;
  for (let at = 0; at + 1 < value.length; at += 2) {
    const [key, entry] = [value[at] as Typed, value[at + 1] as Typed];
    entries[String(key.value)] = entry;
  }
  return entries;
}

/** The plain JavaScript value of a typed one; a value that is plain already as it is. */
export function plain(typed: unknown): unknown {
  return rhea.types.unwrap(typed);
}

/** Length of the descriptor that `encodeSection` writes: a zero, the type code of a smallulong, and the code. */
export const DESCRIPTOR_BYTES = 3;

/** Encodes a section from its typed value. */
export function encodeSection(code: number, value: Typed): Buffer {
  const writer = new RheaWriter();
  writer.write(rhea.types.described(rhea.types.wrap_ulong(code), value) as Typed);
  return writer.toBuffer();
}

interface Reader {
  read(): Typed;
}
interface Writer {
  write(value: Typed): void;
  toBuffer(): Buffer;
}
/** rhea exports its reader and writer beside the type functions, but its typings leave them out there. */
const { Reader: RheaReader, Writer: RheaWriter } = rhea.types as unknown as {
  Reader: new (buffer: Buffer) => Reader;
  Writer: new () => Writer;
};

function readTyped(bytes: Buffer): Typed {
  try {
    return new RheaReader(bytes).read();
  } catch (error) {
    throw new BrokerError(Condition.decodeError, `The message cannot be decoded: ${String(error)}.`);
  }
}

/** Returns where the value that begins at `at` ends. The high half of a type code says how wide it is (AMQP 1.0 part 1.2). */
function skipValue(bytes: Buffer, at: number): number {
  const typeCode = bytes.readUInt8(at);
  if (typeCode === 0) return skipValue(bytes, skipValue(bytes, at + 1));
  const width = FIXED_WIDTH[typeCode >> 4];
  if (width !== undefined) return at + 1 + width;
  switch (typeCode >> 4) {
    case 0xa:
    case 0xc:
    case 0xe:
      return at + 2 + bytes.readUInt8(at + 1);
    case 0xb:
    case 0xd:
    case 0xf:
      return at + 5 + bytes.readUInt32BE(at + 1);
    default:
      throw new RangeError(`unknown type code 0x${typeCode.toString(16)}`);
  }
}

const FIXED_WIDTH: Readonly<Record<number, number>> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 };

function descriptorCode(descriptor: Buffer): number {
  // Every known client writes a smallulong.
  if (descriptor.readUInt8(0) === 0x53) return descriptor.readUInt8(1);
  const { value } = readTyped(descriptor);
  if (typeof value === 'number') return value;
  const code = SYMBOLS.get(String(value));
  if (code === undefined) throw new RangeError(`unknown section ${String(value)}`);
  return code;
}

const SYMBOLS = new Map<string, number>([
  ['amqp:header:list', SectionCode.header],
  ['amqp:delivery-annotations:map', SectionCode.deliveryAnnotations],
  ['amqp:message-annotations:map', SectionCode.messageAnnotations],
  ['amqp:properties:list', SectionCode.properties],
  ['amqp:application-properties:map', SectionCode.applicationProperties],
  ['amqp:data:binary', SectionCode.data],
  ['amqp:amqp-sequence:list', SectionCode.sequence],
  ['amqp:amqp-value:*', SectionCode.value],
  ['amqp:footer:map', SectionCode.footer],
]);
