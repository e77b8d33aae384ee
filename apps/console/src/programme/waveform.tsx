/** 400 peaks, a byte each, drawn as one shape that is as wide as there is room. */
export function Waveform({ peaks }: { readonly peaks: string }) {
  const bytes = Uint8Array.from(atob(peaks), (each) => each.charCodeAt(0));
  const top = [...bytes].map((peak, x) => `${x},${(50 - peak / 5.2).toFixed(1)}`);
  const bottom = [...bytes].map((peak, x) => `${x},${(50 + peak / 5.2).toFixed(1)}`).reverse();
  return (
    <svg className="programme-wave" viewBox="0 0 399 100" preserveAspectRatio="none" aria-hidden="true">
      <polygon points={[...top, ...bottom].join(" ")} />
    </svg>
  );
}
