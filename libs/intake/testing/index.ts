export { voicesOf } from './voices-of.ts';
