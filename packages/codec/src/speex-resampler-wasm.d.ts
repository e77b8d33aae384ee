/** @echogarden/speex-resampler-wasm 0.3.0 ships no types. Pointers are byte offsets into the heap. */
declare module "@echogarden/speex-resampler-wasm" {
  export interface SpeexModule {
    readonly HEAPF32: Float32Array;
    readonly HEAPU32: Uint32Array;
    readonly HEAP32: Int32Array;
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    /** Returns the state's pointer, 0 on failure with an error code at `errorPointer`. */
    _speex_resampler_init(
      channels: number,
      inRate: number,
      outRate: number,
      quality: number,
      errorPointer: number,
    ): number;
    _speex_resampler_destroy(state: number): void;
    /** Drops the filter's own delay from the start of the output. */
    _speex_resampler_skip_zeros(state: number): number;
    /** Frames (samples per channel) of input still inside the filter. */
    _speex_resampler_get_input_latency(state: number): number;
    /** The two lengths are frames: room in, done out. Returns 0 or an error code. */
    _speex_resampler_process_interleaved_float(
      state: number,
      input: number,
      inLengthPointer: number,
      output: number,
      outLengthPointer: number,
    ): number;
  }
  const load: () => Promise<SpeexModule>;
  // biome-ignore lint/style/noDefaultExport: it is what the package exports
  export default load;
}
