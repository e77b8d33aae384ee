/** A horn and two waves. */
export function Logo({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path d="M4 12.5h5L20 5v22L9 19.5H4z" fill="currentColor" />
      <path d="m9 20 2 7h3.5l-1.7-5.6" fill="currentColor" />
      <path
        d="M23.5 11.5c2 2.6 2 6.4 0 9M27 8c3.6 4.6 3.6 11.4 0 16"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  );
}
