/** A catalogue with the same keys in another language. A key that is missing, or one too many, does not compile. */
export type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
