/** The address of a file that is bundled by itself (`.ci/steps/console.mjs`). */
declare module "*?worklet" {
  const address: string;
  // biome-ignore lint/style/noDefaultExport: what a bundler's loader gives is a default export.
  export default address;
}
