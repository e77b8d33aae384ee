/** In place, radix 2, forward, unscaled. Both arrays have the same length, a power of two. */
export function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] as number, re[i] as number];
      [im[i], im[j]] = [im[j] as number, im[i] as number];
    }
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k++) {
      const cos = Math.cos((-2 * Math.PI * k) / size);
      const sin = Math.sin((-2 * Math.PI * k) / size);
      for (let at = k; at < n; at += size) {
        const other = at + half;
        const [reOther, imOther] = [re[other] as number, im[other] as number];
        const real = cos * reOther - sin * imOther;
        const imaginary = cos * imOther + sin * reOther;
        re[other] = (re[at] as number) - real;
        im[other] = (im[at] as number) - imaginary;
        re[at] = (re[at] as number) + real;
        im[at] = (im[at] as number) + imaginary;
      }
    }
  }
}
