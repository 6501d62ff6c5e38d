export { ByteReader } from '../src/batch/byte-reader.ts';
