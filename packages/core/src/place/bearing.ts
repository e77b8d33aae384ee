import type { Place } from "./place";

const RADIANS = Math.PI / 180;

/** Which way `to` lies from `from`: degrees clockwise from north, 0 to below 360, at the start of the great circle. */
export function bearingDegrees(from: Place, to: Place): number {
  const dLon = (to.lon - from.lon) * RADIANS;
  const lat1 = from.lat * RADIANS;
  const lat2 = to.lat * RADIANS;
  const east = Math.sin(dLon) * Math.cos(lat2);
  const north = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(dLon);
  return (Math.atan2(east, north) / RADIANS + 360) % 360;
}
