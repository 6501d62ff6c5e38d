import { kWeightKernel, kWeightWords } from './k-weight-kernel.ts';
import { groupLength, historySamples, layout, maxSamples, memoryPages } from './layout.ts';
import { scanKernel } from './scan-kernel.ts';
import { truePeakKernel } from './true-peak-kernel.ts';
import { wasmModule } from './wasm-code.ts';

/** Functions of the module; byte addresses are of its memory. */
interface Exports {
  /** @see kWeightKernel */
  readonly kWeight: (from: number, to: number) => void;
  /** @see scanKernel */
  readonly scan: (from: number, to: number) => void;
  /** @see truePeakKernel */
  readonly truePeak: (from: number, to: number, peak: number, highBefore: number, lowBefore: number) => number;
}

/** The compiled loops, and what their memory holds. Calls are synchronous: between two of them the memory is nobody's. */
export interface Kernels extends Exports {
  readonly words: Float64Array;
  /** The first channel with its history. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly highs: Float32Array;
  readonly lows: Float32Array;
}

let compiled: Kernels | undefined;

/** Compiled at the first use, once a process. */
export function kernels(): Kernels {
  compiled ??= compile();
  return compiled;
}

function compile(): Kernels {
  const memory = new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages });
  const module = new WebAssembly.Module(wasmModule([kWeightKernel, scanKernel, truePeakKernel], memoryPages));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const floats = (address: number, length: number): Float32Array => new Float32Array(memory.buffer, address, length);
  return {
    ...(exports as unknown as Exports),
    words: new Float64Array(memory.buffer, layout.parameters, 2 * kWeightWords),
    first: floats(layout.first, historySamples + maxSamples),
    second: floats(layout.second, historySamples + maxSamples),
    highs: floats(layout.highs, maxSamples / groupLength),
    lows: floats(layout.lows, maxSamples / groupLength),
  };
}
