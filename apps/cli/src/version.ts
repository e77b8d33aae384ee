/** Of the product; the wire has versions of its own. */
export const VERSION = "0.1.0";
